/** Who decides by the rules in the table, for all functions that do. Made once for a process. */
import { customerStoreOf } from '../shared/adapters/dynamo/customer-store.ts'
import { compiledStoreOf } from '../shared/adapters/dynamo/compiled-definitions.ts'
import { definitionStoreOf } from '../shared/adapters/dynamo/definitions.ts'
import { quarantineStoreOf } from '../shared/adapters/dynamo/quarantine.ts'
import { erasedOf } from '../shared/adapters/dynamo/erased.ts'
import { installationSecretOf } from '../shared/adapters/dynamo/secret.ts'
import { switchStoreOf } from '../shared/adapters/dynamo/switch-store.ts'
import type { Table } from '../shared/adapters/dynamo/table.ts'
import { compiledRules } from '../shared/flow/compiled-rules.ts'
import type { Engine, Taker } from '../shared/flow/engine.ts'
import { type Freshen, freshening } from '../shared/flow/fresh.ts'
import { keptRules, type RulesSource } from '../shared/flow/kept-rules.ts'
import { type Switchboard, switchboardOf } from '../shared/flow/switches.ts'
import { type Keys, keysOf } from '../shared/kernel/keyed.ts'
import type { Clock } from '../shared/ports/clock.ts'
import type { CompiledStore, DefinitionStore } from '../shared/ports/definitions.ts'

/** Everything that deciding about customers takes. */
export type Deciding = {
  readonly engine: Taker
  readonly freshen: Freshen
  readonly keys: Keys
  readonly switches: Switchboard
}

/** `rulesIn`: how published definitions are read; as they were compiled, unless the function has the grammar to read their sources by. */
export const decidingOn = async (table: Table, clock: Clock, rulesIn: ReadRules = compiledRules): Promise<Deciding> => {
  const keys = keysOf(await installationSecretOf(table))
  const quarantine = quarantineStoreOf(table, erasedOf(table, keys), clock)
  const switches = switchboardOf(switchStoreOf(table))
  const rules = keptRules(rulesIn({ ...definitionStoreOf(table), ...compiledStoreOf(table) }))
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

type ReadRules = (definitions: DefinitionStore & CompiledStore) => RulesSource

/** SES cannot be asked what became of a call; what it publishes later says it. */
export const unaskable: Pick<Engine['mailer'], 'lookUp'> = { lookUp: async () => 'unknown' }
