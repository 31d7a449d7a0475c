/** Keeps a draft: saves what was written a moment after it was, one save after the other, and says how it stands. Knows no page. */
import type { DraftSaving, Met } from '../../../shared/contract/api.ts'
import type { Failed } from '../../api/failed.ts'

export type Kept =
  /** As it was found. */
  | { readonly type: 'untouched' }
  | { readonly type: 'unsaved' }
  | { readonly type: 'saving' }
  | { readonly type: 'saved'; readonly at: string }
  | { readonly type: 'offline' }
  /** Somebody else saved meanwhile; nothing is saved until a person chose. */
  | { readonly type: 'met'; readonly met: Met }
  | { readonly type: 'refused'; readonly failed: Failed }

/** What stands there: its text, when it was saved, and what it was begun from. */
export type Standing = { readonly text: string; readonly at: string | null; readonly basedOn: number | null }

export type Keeper = {
  readonly change: (text: string) => void
  /** Saves what is not saved yet; false: it could not be. */
  readonly flush: () => Promise<boolean>
  /** Puts one's own text in the place of what another saved. */
  readonly keepMine: () => Promise<boolean>
  /** Something else stands there now, as with a draft that was discarded or loaded anew. */
  readonly put: (standing: Standing) => void
  readonly rebase: (basedOn: number | null) => Promise<boolean>
  readonly standing: () => Standing
  readonly stop: () => void
}

export type Saved = { readonly ok: true; readonly at: string } | { readonly ok: false; readonly failed: Failed }

type Keeping = {
  readonly found: Standing
  readonly save: (body: DraftSaving) => Promise<Saved>
  readonly tell: (kept: Kept) => void
  /** How long after the last letter, and how long after a failure. */
  readonly waitMs: number
  readonly retryMs: number
}

/** What a keeper has in mind. */
type Mind = {
  standing: Standing
  text: string
  kept: Kept
  timer: ReturnType<typeof setTimeout> | undefined
  /** The save that is under way. */
  saving: Promise<boolean> | null
}

export const keepDraft = (keeping: Keeping): Keeper => {
  const { found } = keeping
  const mind: Mind = { standing: found, text: found.text, kept: keptAs(found), timer: undefined, saving: null }
  return {
    change: (text) => changed(mind, keeping, text),
    flush: () => flushed(mind, keeping, false),
    keepMine: () => {
      // Where it was published meanwhile, no draft stands there.
      const { kept } = mind
      if (kept.type === 'met') mind.standing = { ...mind.standing, at: kept.met.version === null ? kept.met.at : null }
      return flushed(mind, keeping, true)
    },
    put: (standing) => {
      clearTimeout(mind.timer)
      mind.standing = standing
      mind.text = standing.text
      say(mind, keeping, keptAs(standing))
    },
    rebase: (basedOn) => {
      mind.standing = { ...mind.standing, basedOn }
      return flushed(mind, keeping, true)
    },
    standing: () => mind.standing,
    stop: () => clearTimeout(mind.timer),
  }
}

const say = (mind: Mind, { tell }: Keeping, kept: Kept): void => {
  mind.kept = kept
  tell(kept)
}

const later = (mind: Mind, keeping: Keeping, ms: number): void => {
  clearTimeout(mind.timer)
  mind.timer = setTimeout(() => flushed(mind, keeping, false).catch(() => undefined), ms)
}

const changed = (mind: Mind, keeping: Keeping, text: string): void => {
  mind.text = text
  if (mind.kept.type === 'met' || mind.saving !== null) return
  if (text === mind.standing.text) {
    clearTimeout(mind.timer)
    say(mind, keeping, keptAs(mind.standing))
    return
  }
  say(mind, keeping, { type: 'unsaved' })
  later(mind, keeping, keeping.waitMs)
}

/** `isAsked`: by a person, who knows what stands there. */
const flushed = async (mind: Mind, keeping: Keeping, isAsked: boolean): Promise<boolean> => {
  clearTimeout(mind.timer)
  if (mind.saving !== null) return mind.saving
  if (!isAsked && mind.kept.type === 'met') return false
  if (!isAsked && mind.text === mind.standing.text) return true
  mind.saving = attempt(mind, keeping).finally(() => {
    mind.saving = null
  })
  return mind.saving
}

/** Saves until all that was written meanwhile is saved, too. */
const attempt = async (mind: Mind, keeping: Keeping): Promise<boolean> => {
  const { at, basedOn } = mind.standing
  const { text } = mind
  say(mind, keeping, { type: 'saving' })
  const saved = await keeping.save({ text, basedOn, seen: at })
  if (!saved.ok) {
    say(mind, keeping, keptOf(saved.failed))
    if (mind.kept.type === 'offline') later(mind, keeping, keeping.retryMs)
    return false
  }
  mind.standing = { ...mind.standing, text, at: saved.at }
  if (mind.text !== text) return attempt(mind, keeping)
  say(mind, keeping, { type: 'saved', at: saved.at })
  return true
}

export const keptAs = ({ at }: Standing): Kept => (at === null ? { type: 'untouched' } : { type: 'saved', at })

const keptOf = (failed: Failed): Kept => {
  if (failed.type === 'unreachable' || failed.type === 'offline') return { type: 'offline' }
  return failed.type === 'refused' && failed.met !== null ? { type: 'met', met: failed.met } : { type: 'refused', failed }
}
