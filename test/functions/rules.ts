import type { SqliteStores } from '../../shared/adapters/sqlite/open.ts'
import { publishedRules } from '../../shared/flow/definitions.ts'
import { keptRules } from '../../shared/flow/kept-rules.ts'

/** The rules of a store in which nothing may be published yet. */
export const openSqliteDefinitions = ({ definitions }: SqliteStores) =>
  keptRules({ stamp: definitions.stamp, read: async () => publishedRules(await definitions.all()) })
