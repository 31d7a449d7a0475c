/** How a draft is kept: what is saved when, what is said of it, and that nothing written is lost or put over what another wrote. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Keeper, type Kept, keepDraft, type Saved } from '../../console/pages/editor/keeper.ts'
import type { DraftSaving } from '../../shared/contract/api.ts'

const MET = { by: 'ben@example.com', at: '2026-03-01T10:00:00.000Z', version: null }

/** A server that keeps one draft as the real one does, and may be away. */
const server = () => {
  const state = { text: 'one', at: '2026-03-01T09:00:00.000Z' as string | null, saved: 0, isAway: false, wait: Promise.resolve() }
  const save = async ({ text, seen }: DraftSaving): Promise<Saved> => {
    await state.wait
    if (state.isAway) return { ok: false, failed: { type: 'unreachable' } }
    if (seen !== state.at) return { ok: false, failed: { type: 'refused', status: 409, problems: [], met: { ...MET, at: state.at ?? '' } } }
    state.saved += 1
    state.text = text
    state.at = `2026-03-01T09:00:0${state.saved}.000Z`
    return { ok: true, at: state.at }
  }
  return { state, save }
}

const begin = (): { readonly keeper: Keeper; readonly said: Kept[]; readonly state: ReturnType<typeof server>['state'] } => {
  const { state, save } = server()
  const said: Kept[] = []
  const keeper = keepDraft({
    found: { text: 'one', at: state.at, basedOn: 3 },
    save,
    tell: (kept) => said.push(kept),
    waitMs: 1_000,
    retryMs: 4_000,
  })
  return { keeper, said, state }
}

const types = (said: readonly Kept[]): readonly string[] => said.map(({ type }) => type)

describe('a draft', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is saved a moment after the last letter, and once', async () => {
    const { keeper, said, state } = begin()
    keeper.change('on')
    await vi.advanceTimersByTimeAsync(999)
    keeper.change('two')
    await vi.advanceTimersByTimeAsync(999)
    expect(state.saved).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(state).toMatchObject({ saved: 1, text: 'two' })
    expect(types(said)).toEqual(['unsaved', 'unsaved', 'saving', 'saved'])
    expect(keeper.standing()).toEqual({ text: 'two', at: state.at, basedOn: 3 })
  })

  it('is not saved where it says what it said', async () => {
    const { keeper, said, state } = begin()
    keeper.change('two')
    keeper.change('one')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(state.saved).toBe(0)
    expect(types(said)).toEqual(['unsaved', 'saved'])
    await expect(keeper.flush()).resolves.toBe(true)
  })

  it('is saved again where it changed while it was being saved, one save after the other', async () => {
    const { keeper, said, state } = begin()
    let answer = (): void => undefined
    state.wait = new Promise((done) => {
      answer = done
    })
    keeper.change('two')
    await vi.advanceTimersByTimeAsync(1_000)
    keeper.change('three')
    const flushed = keeper.flush()
    answer()
    await expect(flushed).resolves.toBe(true)
    expect(state).toMatchObject({ saved: 2, text: 'three' })
    expect(types(said)).toEqual(['unsaved', 'saving', 'saving', 'saved'])
  })

  it('waits for a server that is away, and is saved when it is back', async () => {
    const { keeper, said, state } = begin()
    state.isAway = true
    keeper.change('two')
    await expect(keeper.flush()).resolves.toBe(false)
    await vi.advanceTimersByTimeAsync(4_000)
    state.isAway = false
    await vi.advanceTimersByTimeAsync(4_000)
    expect(state).toMatchObject({ saved: 1, text: 'two' })
    expect(types(said)).toEqual(['unsaved', 'saving', 'offline', 'saving', 'offline', 'saving', 'saved'])
  })

  it('is not put over what another saved, until somebody says so', async () => {
    const { keeper, said, state } = begin()
    state.at = MET.at
    state.text = 'theirs'
    keeper.change('two')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(said.at(-1)).toEqual({ type: 'met', met: MET })
    keeper.change('three')
    await vi.advanceTimersByTimeAsync(20_000)
    await expect(keeper.flush()).resolves.toBe(false)
    expect(state).toMatchObject({ saved: 0, text: 'theirs' })
    await expect(keeper.keepMine()).resolves.toBe(true)
    expect(state).toMatchObject({ saved: 1, text: 'three' })
    expect(said.at(-1)).toEqual({ type: 'saved', at: state.at })
  })

  it('takes what another saved, and goes on from there', async () => {
    const { keeper, state } = begin()
    state.at = MET.at
    keeper.change('two')
    await vi.advanceTimersByTimeAsync(1_000)
    keeper.put({ text: 'theirs', at: MET.at, basedOn: 4 })
    keeper.change('theirs')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(state.saved).toBe(0)
    keeper.change('both')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(state).toMatchObject({ saved: 1, text: 'both' })
    expect(keeper.standing().basedOn).toBe(4)
  })

  it('says so when it cannot be kept, and tries again with the next letter', async () => {
    const said: Kept[] = []
    let isRefused = true
    const failed = { type: 'refused', status: 400, problems: [], met: null } as const
    const keeper = keepDraft({
      found: { text: '', at: null, basedOn: null },
      save: async (): Promise<Saved> => (isRefused ? { ok: false, failed } : { ok: true, at: MET.at }),
      tell: (kept) => said.push(kept),
      waitMs: 1_000,
      retryMs: 4_000,
    })
    keeper.change('too long')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(said.at(-1)).toEqual({ type: 'refused', failed })
    isRefused = false
    keeper.change('short')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(said.at(-1)).toEqual({ type: 'saved', at: MET.at })
  })

  it('is saved no more once its page is gone', async () => {
    const { keeper, state } = begin()
    keeper.change('two')
    keeper.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(state.saved).toBe(0)
  })
})
