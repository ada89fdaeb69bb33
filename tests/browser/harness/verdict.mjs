// A failure that tells every fault found, whatever node's version shows of a
// comparison.

/** Fails with the heading and all faults, one per line, unless there are none. */
export function none(faults, heading) {
  if (faults.length > 0) throw new Error(`${heading}:\n  ${faults.join('\n  ')}`);
}
