/** What a file of reference vectors found. `got` is what we computed, or the reason why we could not. */
export type VectorReport = { passed: number; failures: { id: string; got: unknown; expected: unknown }[] }
