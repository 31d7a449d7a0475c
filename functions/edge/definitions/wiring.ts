import { definitionStoreOf as storeOf } from '../../../shared/adapters/dynamo/definitions.ts'
import type { Table } from '../../../shared/adapters/dynamo/table.ts'
import { compiledOf } from '../../../shared/flow/compiling.ts'
import type { DefinitionStore } from '../../../shared/ports/definitions.ts'

/** Where whoever publishes puts it: compiled beside its source, for all who read it. Needs the whole grammar of files. */
export const definitionStoreOf = (table: Table): DefinitionStore => storeOf(table, compiledOf)
