/** What stands around a text somebody writes, kept for a minute: it is asked for with every pause of their typing. */
import type { CheckTemplate } from '../../contract/campaign-steps.ts'
import type { Seen } from '../../contract/seen.ts'
import { RULES_KEPT_MS } from '../../kernel/limits.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Definition, DefinitionStore } from '../../ports/definitions.ts'
import type { Directory } from '../../ports/directory.ts'
import { type Standing, standingAround } from '../publishing/around.ts'
import { seenIn } from '../publishing/seen.ts'

export type AroundNow = {
  /** All that was published. */
  readonly all: readonly Definition[]
  readonly standing: Standing
  /** What customers have and did, at most a minute ago. */
  readonly seen: Seen
}

export type AroundKept = (checkTemplate: CheckTemplate, now: EpochMs) => Promise<AroundNow>

type Stores = {
  readonly definitions: Pick<DefinitionStore, 'all' | 'stamp'>
  readonly directory: Pick<Directory, 'find' | 'latestEvents'>
}

/** Where nothing was published meanwhile a look costs one small read. */
export const aroundOf = ({ definitions, directory }: Stores): AroundKept => {
  let published: { readonly stamp: string; readonly all: readonly Definition[]; readonly standing: Standing } | null = null
  let seen: { readonly at: EpochMs; readonly seen: Promise<Seen> } | null = null
  return async (checkTemplate, now) => {
    // Asked before they are read: what is published in between is seen with the next stamp.
    const stamp = await definitions.stamp()
    if (published?.stamp !== stamp) {
      const all = await definitions.all()
      published = { stamp, all, standing: standingAround(all, checkTemplate) }
    }
    const { all, standing } = published
    const isFresh = seen !== null && now >= seen.at && now - seen.at < RULES_KEPT_MS
    if (!isFresh || seen === null) {
      const looking = { at: now, seen: seenIn(directory) }
      // Who asks is told of the failure, and who asks next looks again.
      looking.seen.catch(() => {
        if (seen === looking) seen = null
      })
      seen = looking
    }
    return { all, standing, seen: await seen.seen }
  }
}
