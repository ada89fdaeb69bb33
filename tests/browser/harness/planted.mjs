// Pages with planted faults, served from the test itself: they prove that the
// harness sees what it claims to see.

import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * Serves `pages` (path to HTML, or to a function of the request that gives it)
 * until the test ends.
 *
 * @returns the address
 */
export async function serve(t, pages) {
  const server = createServer((request, response) => {
    const page = pages[new URL(request.url, 'http://localhost').pathname];
    const isScript = request.url.endsWith('.js');
    response.statusCode = page === undefined ? 404 : 200;
    response.setHeader('Content-Type', `${isScript ? 'text/javascript' : 'text/html'}; charset=utf-8`);
    response.end(typeof page === 'function' ? page(request) : page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** A page without a fault, around this body. */
export function whole(body, style = '') {
  return `<!doctype html><html lang="es"><head><meta charset="utf-8"><title>Prueba</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,"><style>${style}</style></head>
    <body><main><h1>Prueba</h1>${body}</main></body></html>`;
}
