import type { Acted } from '../../ports/verdicts.ts'

/** What became of an action. */
export type Became = Pick<Acted, 'outcome' | 'why'>

/** `where`: it can be seen. */
export const doneAs = (where: string): Became => ({ outcome: 'done', why: where })
export const DONE: Became = { outcome: 'done', why: null }
export const moot = (why: string): Became => ({ outcome: 'moot', why })
export const failed = (why: string): Became => ({ outcome: 'failed', why })
