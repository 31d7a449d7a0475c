import type { Json, JsonObject } from '../../kernel/json.ts'
import { isoOf } from '../../kernel/time.ts'
import type { Currency, EpochMs } from '../../kernel/words.ts'
import { frequencyOf } from '../metrics/metrics.ts'
import { minorPerUnit } from '../metrics/money.ts'
import type { Policy } from './rules.ts'
import type { CustomerState } from './state.ts'

/**
 * A customer as conditions and templates see one: `id`, `stage`, `stageSince`, `traits.*`, `activity.{count,firstAt,lastAt}`,
 * `events.NAME.{count,firstAt,lastAt}`, `revenue.CURRENCY` in units of the currency. Instants are ISO 8601.
 * Nothing in it changes by the mere passing of time.
 */
export const documentOf = (state: CustomerState, policy: Policy): JsonObject => ({
  id: state.id,
  stage: state.standing?.stage ?? null,
  stageSince: iso(state.standing?.since ?? null),
  traits: mapped(state.traits, (trait) => trait.value),
  activity: {
    count: frequencyOf(state.metrics, policy.lifecycle),
    firstAt: iso(state.metrics.firstSeenAt),
    lastAt: iso(state.metrics.lastSeenAt),
  },
  events: mapped(state.metrics.counts, (count) => ({ count: count.total, firstAt: isoOf(count.firstAt), lastAt: isoOf(count.lastAt) })),
  revenue: mapped(state.metrics.revenue, (amount, code) => amount / minorPerUnit(code as Currency)),
})

const iso = (at: EpochMs | null): string | null => (at === null ? null : isoOf(at))

const mapped = <T>(record: Readonly<Record<string, T>>, toJson: (value: T, key: string) => Json): JsonObject =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, toJson(value, key)]))
