import { DEFAULT_PLAN, LIVE_MONTHS, type ShopPlan } from '../../examples/shop/plan.ts'
import { openShop } from '../../examples/shop/shop.ts'
import { assert } from '../../shared/kernel/assert.ts'
import { rulesFrom } from '../definitions.ts'
import { demoLife } from '../demo/life.ts'
import { demoSeed, EXAMPLE_FILES, runHistory } from '../shop/demo.ts'
import type { ShopProgress, ShopRun } from '../shop/run.ts'
import { checkTemplate, type Local, openLocal } from '../wiring.ts'
import type { AskedPlan } from './arguments.ts'
import { deleteDemo, type FolderKind } from './folder.ts'
import { type Published, publishChanged, sweepAfter } from './publish.ts'
import { liveRecordIn } from './record.ts'
import type { Life } from './serve.ts'

/** What is to be done with a demo's folder, or why nothing is. */
export type DemoPlan =
  | { readonly type: 'begin'; readonly plan: ShopPlan; readonly because: 'new' | 'fresh' | 'half' }
  | { readonly type: 'resume'; readonly plan: ShopPlan }
  | { readonly type: 'refused'; readonly because: 'foreign' | 'own' }
  /** It is the demo of another shop than the one asked for. */
  | { readonly type: 'refused'; readonly because: 'another-shop'; readonly plan: ShopPlan }

/** Decides from what the folder is and what was asked; a demo of another shop is never replaced unasked. */
export const demoPlanFor = (kind: FolderKind, asked: AskedPlan, isFresh: boolean): DemoPlan => {
  const plan = { ...DEFAULT_PLAN, liveMonths: LIVE_MONTHS, ...given(asked) }
  switch (kind.type) {
    case 'foreign':
    case 'own':
      return { type: 'refused', because: kind.type }
    case 'free':
      return { type: 'begin', plan, because: 'new' }
    case 'half-a-demo':
      return { type: 'begin', plan, because: isFresh ? 'fresh' : 'half' }
    case 'demo': {
      if (isFresh) return { type: 'begin', plan, because: 'fresh' }
      const kept = kind.record.plan
      const isSame = Object.entries(given(asked)).every(([name, value]) => kept[name as keyof ShopPlan] === value)
      return isSame ? { type: 'resume', plan: kept } : { type: 'refused', because: 'another-shop', plan: kept }
    }
  }
}

const given = (asked: AskedPlan): Partial<ShopPlan> => Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== null))

/** A demo's folder, open, with its history in it; `run`: what was run just now. */
export type OpenDemo = { readonly local: Local; readonly plan: ShopPlan; readonly run: ShopRun | null }

/** Opens a demo's folder. What is not a whole demo is deleted first, and its history is run. */
export const openDemo = async (
  folder: string,
  kind: FolderKind,
  { type, plan }: DemoPlan & { readonly type: 'begin' | 'resume' },
  onProgress: (progress: ShopProgress) => void,
): Promise<OpenDemo> => {
  if (type === 'begin' && kind.type !== 'free') deleteDemo(folder)
  const local = openLocal(folder, 'write', demoSeed(plan))
  try {
    return { local, plan, run: type === 'begin' ? await runHistory(local, plan, openShop(plan), onProgress) : null }
  } catch (failure) {
    local.close()
    throw failure
  }
}

/** Makes an open demo live: campaigns that were edited since are published as new versions. */
export const demoAlive = async ({ local, plan }: OpenDemo): Promise<{ readonly life: Life; readonly changes: Published }> => {
  const record = await liveRecordIn(local.stores.live)
  assert(record?.mode === 'demo', 'a demo keeps a record of itself')
  const changes = await publishChanged(local.stores, EXAMPLE_FILES, demoSeed(plan), record.clock)
  await sweepAfter(local.stores, changes, record.clock)
  const rules = rulesFrom(await local.stores.definitions.all(), checkTemplate)
  return { life: await demoLife(local, rules, openShop(plan), record), changes }
}
