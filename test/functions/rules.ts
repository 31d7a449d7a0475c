import type { SqliteStores } from '../../shared/adapters/sqlite/open.ts'
import { keptRules } from '../../shared/flow/definitions.ts'

/** The rules of a store in which nothing may be published yet. */
export const openSqliteDefinitions = ({ definitions }: SqliteStores) => keptRules(definitions, () => null)
