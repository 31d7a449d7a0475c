/** Who decides by the rules in the table, for all functions that do. Made once for a process. */
import { customerStoreOf } from '../shared/adapters/dynamo/customer-store.ts'
import { definitionStoreOf } from '../shared/adapters/dynamo/definitions.ts'
import { quarantineStoreOf } from '../shared/adapters/dynamo/quarantine.ts'
import { erasedOf } from '../shared/adapters/dynamo/erased.ts'
import { installationSecretOf } from '../shared/adapters/dynamo/secret.ts'
import { switchStoreOf } from '../shared/adapters/dynamo/switch-store.ts'
import type { Table } from '../shared/adapters/dynamo/table.ts'
import { keptRules } from '../shared/flow/definitions.ts'
import type { Engine, Taker } from '../shared/flow/engine.ts'
import { type Freshen, freshening } from '../shared/flow/fresh.ts'
import { type Switchboard, switchboardOf } from '../shared/flow/switches.ts'
import { type Keys, keysOf } from '../shared/kernel/keyed.ts'
import type { Clock } from '../shared/ports/clock.ts'

/** Everything that deciding about customers takes. */
export type Deciding = {
  readonly engine: Taker
  readonly freshen: Freshen
  readonly keys: Keys
  readonly switches: Switchboard
}

export const decidingOn = async (table: Table, clock: Clock): Promise<Deciding> => {
  const keys = keysOf(await installationSecretOf(table))
  const quarantine = quarantineStoreOf(table, erasedOf(table, keys), clock)
  const switches = switchboardOf(switchStoreOf(table))
  // Texts were checked when they were published; whoever does not render them needs no renderer.
  const rules = keptRules(definitionStoreOf(table), () => null)
  return {
    engine: {
      store: customerStoreOf(table, keys, clock, quarantine.put),
      quarantine,
      rules: () => switches.applied(rules.now()),
    },
    freshen: freshening(rules, switches),
    keys,
    switches,
  }
}

/** SES cannot be asked what became of a call; what it publishes later says it. */
export const unaskable: Pick<Engine['mailer'], 'lookUp'> = { lookUp: async () => 'unknown' }
