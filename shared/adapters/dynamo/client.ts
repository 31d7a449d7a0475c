import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { TABLE_CALL_MS, TABLE_CALLS_AT_ONCE, TABLE_CONNECT_MS } from '../../kernel/limits.ts'

/** Where the table is and who asks; what is left out the SDK finds as it always does. */
export type DynamoPlace = Pick<DynamoDBClientConfig, 'region' | 'endpoint' | 'credentials'>

/** A client that tries once: {@link Table} tries again, and knows which answers were lost. */
export const dynamoClient = (place: DynamoPlace = {}): DynamoDBClient =>
  new DynamoDBClient({
    ...place,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: TABLE_CONNECT_MS,
      requestTimeout: TABLE_CALL_MS,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: 2 * TABLE_CALLS_AT_ONCE },
      httpsAgent: { keepAlive: true, maxSockets: 2 * TABLE_CALLS_AT_ONCE },
    },
  })
