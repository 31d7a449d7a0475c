import type { CouponsAdded } from '../../contract/api-coupons.ts'
import { importCodes, makeCodes } from '../coupons.ts'
import { poolNumbers } from '../query/coupons.ts'
import type { Parsed } from '../../kernel/problem.ts'
import type { Added } from '../../ports/coupons.ts'
import type { Context } from './context.ts'
import { type Handlers, type Reply, replied } from './router.ts'

type Routes = 'GET /api/coupons' | 'POST /api/coupons/:pool/import' | 'POST /api/coupons/:pool/make'

/** Pools of codes: what is left of each, and how they are filled. */
export const couponHandlers = (context: Context): Pick<Handlers, Routes> => {
  const { coupons } = context.stores
  return {
    'GET /api/coupons': async () => replied({ pools: await poolsOf(context) }),
    'POST /api/coupons/:pool/import': async ({ text }, { pool }) => told(context, pool, await importCodes(coupons, pool, text)),
    'POST /api/coupons/:pool/make': async ({ count, prefix = '', length = null }, { pool }) =>
      told(context, pool, await makeCodes(coupons, pool, { count, prefix, length }, context.random)),
  }
}

const poolsOf = ({ stores, engine }: Context) => poolNumbers(stores.coupons, stores.tallies, engine.rules().campaigns)

const told = async (context: Context, name: string, done: Parsed<Added>): Promise<Reply<CouponsAdded>> => {
  const pool = (await poolsOf(context)).find((one) => one.name === name) ?? {
    name,
    total: 0,
    given: 0,
    redeemed: 0,
    free: 0,
    campaigns: [],
  }
  if (!done.ok) return replied({ added: 0, known: 0, pool, problems: done.problems })
  context.changed('campaigns')
  return replied({ added: done.value.added, known: done.value.known.length, pool, problems: [] })
}
