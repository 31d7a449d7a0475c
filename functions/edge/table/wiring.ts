import { dynamoClient } from '../../../shared/adapters/dynamo/client.ts'
import { openTable, type Table } from '../../../shared/adapters/dynamo/table.ts'

/** The one table. */
export const tableOf = (name: string): Table => openTable({ client: dynamoClient(), name })
