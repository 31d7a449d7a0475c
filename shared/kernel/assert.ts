/** Throws a `Defect` when something we hold to be always true is not. Caught only at the edge of the process. */
export function assert(held: boolean, claim: string): asserts held {
  if (!held) throw new Defect(claim)
}

/** Fails the build when a case is added to a union and not handled here. */
export const unreachable = (value: never): never => {
  throw new Defect(`unreachable case ${JSON.stringify(value)}`)
}

/** A broken assumption of ours: never retried, never quarantined. */
export class Defect extends Error {
  override name = 'Defect'
}
