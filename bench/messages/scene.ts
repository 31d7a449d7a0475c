/** A shop that owes a mail of an example template to each of so many customers, in a folder of its own. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readDefinitions, rulesFrom } from '../../local/definitions.ts'
import { checkTemplate, type Local, openLocal } from '../../local/wiring.ts'
import type { Rules } from '../../shared/domain/customer/rules.ts'
import type { LifecycleEvent } from '../../shared/domain/event/event.ts'
import { handle, type Timed } from '../../shared/flow/handle.ts'
import { TICK_BATCH } from '../../shared/kernel/limits.ts'
import { type CustomerId, customerId, type EpochMs, epochMs, inputId } from '../../shared/kernel/words.ts'

export type Scene = {
  readonly local: Local
  readonly rules: Rules
  readonly customers: readonly CustomerId[]
  /** When the mails were owed. */
  readonly owedAt: EpochMs
}

const EXAMPLES = join(import.meta.dirname, '../../examples')
const ORDER = 'Order Completed'
const CAMPAIGN = {
  id: 'thanks',
  name: 'Thanks',
  topic: 'offers',
  status: 'active',
  entry: { event: ORDER },
  reentry: 'never',
  steps: [{ send: { template: 'welcome' } }],
}

/** `folder` is empty. */
export const openScene = async (folder: string, count: number): Promise<Scene> => {
  const campaigns = join(folder, 'campaigns')
  mkdirSync(campaigns, { recursive: true })
  writeFileSync(join(campaigns, 'thanks.json'), JSON.stringify(CAMPAIGN))
  const files = { policy: join(EXAMPLES, 'policies/retail.json'), campaigns, experiments: null, templates: join(EXAMPLES, 'templates') }
  const published = rulesFrom(await readDefinitions(files, 'bench', checkTemplate), checkTemplate)
  // Nothing is to hold a mail back at some hours of the day at which this runs.
  const sending = { ...published.policy.sending, quietHours: null, caps: [], perDay: null }
  const rules = { ...published, policy: { ...published.policy, sending } }

  const local = openLocal(join(folder, 'store'), 'write')
  const owedAt = epochMs(Date.now())
  const customers = Array.from({ length: count }, (_, index) => customerId(`c${index}`))
  for (let from = 0; from < count; from += TICK_BATCH) {
    const batch = customers.slice(from, from + TICK_BATCH).map((id): Timed => orderOf(id, owedAt))
    await handle(local.stores.customers, rules, batch)
  }
  return { local, rules, customers, owedAt }
}

const orderOf = (id: CustomerId, at: EpochMs): Timed => {
  const event: LifecycleEvent = {
    id: inputId(`order-${id}`),
    customerId: id,
    type: 'track',
    name: ORDER,
    occurredAt: at,
    properties: { revenue: 20, currency: 'USD' },
    traits: { email: `${id}@example.com`, firstName: 'Ann', plan: 'pro' },
  }
  return { request: { customerId: id, type: 'event', event }, now: at }
}
