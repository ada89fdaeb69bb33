// Starting the built program for a flow and waiting until it answers.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { program as built } from './places.mjs';

/** A port nobody listens on. */
export async function freePort() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A folder for a program's data that goes when the test (`t`) ends. */
export async function scratchFolder(t) {
  const folder = await mkdtemp(join(tmpdir(), 'conoceles-flow-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Starts the program and waits until it answers. `{port}` in an argument
 * becomes a free port: `start(['demo', '--puerto', '{port}'])`.
 *
 * @param options.program another program than the built one
 * @param options.env variables besides this process's
 * @param options.patience milliseconds until it must answer (a demonstration fills its data first)
 * @returns `address`, `output()` with all it printed, `run` (its process) and `stop()`
 */
export async function start(args, options = {}) {
  const { program = built, env = {}, patience = 180_000 } = options;
  const port = await freePort();
  const run = spawn(program, args.map((arg) => arg.replaceAll('{port}', String(port))), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const listen = (stream) => stream.setEncoding('utf8').on('data', (text) => (printed += text));
  listen(run.stdout);
  listen(run.stderr);
  let failure;
  run.on('error', (error) => (failure = error));
  const killAtExit = () => run.kill('SIGKILL');
  process.once('exit', killAtExit);
  const stop = async () => {
    process.off('exit', killAtExit);
    await end(run);
  };
  const address = `http://127.0.0.1:${port}`;
  try {
    await answers(address, patience, () => failure ?? ended(run));
  } catch (error) {
    await stop();
    throw new Error(`${program} ${args.join(' ')}: ${error.message}\n${printed}`);
  }
  return { address, run, stop, output: () => printed };
}

function ended(run) {
  if (run.exitCode === null && run.signalCode === null) return undefined;
  return new Error(`ended (${run.exitCode ?? run.signalCode}) before it answered`);
}

async function answers(address, patience, broken) {
  const until = performance.now() + patience;
  while (performance.now() < until) {
    const error = broken();
    if (error) throw error;
    try {
      const answer = await fetch(address, { redirect: 'manual' });
      if (answer.status < 500) return;
    } catch {
      // Not listening yet.
    }
    await pause(50);
  }
  throw new Error(`did not answer within ${patience / 1000} s`);
}

/** Asks the program to end; after ten seconds it is not asked any more. */
async function end(run) {
  if (run.pid === undefined || ended(run)) return;
  const gone = once(run, 'exit');
  run.kill('SIGTERM');
  const impatient = setTimeout(() => run.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(impatient);
}
