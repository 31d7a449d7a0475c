/** The whole system as it would be deployed, in a cloud on this machine, and what the proofs do with it. */
import type { Json, JsonObject } from '../../../shared/kernel/json.ts'
import { BUS_ENTRIES_MAX } from '../../../shared/kernel/limits.ts'
import { SECOND_MS } from '../../../shared/kernel/time.ts'
import type { Deployed } from '../assembly.ts'
import { type Cloud, type CloudOptions, openCloud } from '../cloud.ts'
import type { ApiResponse, IamCaller } from '../http.ts'
import { readPolicy } from '../policies.ts'
import { dropTables } from '../table.ts'
import type { Line } from './cdnow.ts'

export type System = {
  readonly cloud: Cloud
  /** Of DynamoDB Local. */
  readonly dynamo: string
  readonly close: () => Promise<void>
}

/** A cloud over a table of its own; `made`: what was bundled and synthesised before. */
export const openSystem = async (
  made: Deployed,
  dynamo: string,
  options: Partial<CloudOptions> & { readonly start: number; readonly seed: number },
): Promise<System> => {
  const cloud = await openCloud({ assembly: made.assembly, dynamo, ...options })
  return {
    cloud,
    dynamo,
    close: async () => {
      await cloud.close()
      await dropTables(dynamo)
    },
  }
}

/** Whoever deploys: may call the API of the console's stack by IAM. */
const PUBLISHER: IamCaller = {
  name: 'publisher',
  arn: 'arn:aws:iam::111122223333:user/publisher',
  accessKey: 'AKIAPUBLISHER',
  statements: readPolicy({ Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }] }, 'publisher'),
}

/** Publishes as `rekindle --stage prod publish` does. */
export const publish = async (cloud: Cloud, files: ReadonlyMap<string, string>): Promise<ApiResponse> =>
  cloud.api('console').request({
    method: 'POST',
    path: '/cli/publish',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ files: Object.fromEntries(files) }),
    as: { iam: PUBLISHER },
  })

/** Calls the console's API by IAM, as the command line does. */
export const asked = async (cloud: Cloud, method: string, path: string, body?: Json): Promise<ApiResponse> =>
  cloud.api('console').request({
    method,
    path,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    as: { iam: PUBLISHER },
  })

/** Lifecycle events of one entry of the bus. */
const EVENTS_AN_ENTRY = 5

/** Puts envelopes on the bus, several to an entry. */
export const put = (cloud: Cloud, envelopes: readonly JsonObject[], source = 'shop'): void => {
  const busName = cloud.assembly.ofType('AWS::Events::EventBus')[0]?.name ?? ''
  const entries = chunks(envelopes, EVENTS_AN_ENTRY).map((events) => ({
    Source: source,
    DetailType: 'Lifecycle',
    EventBusName: busName,
    Detail: JSON.stringify(events.length === 1 ? events[0] : { events }),
  }))
  for (const call of chunks(entries, BUS_ENTRIES_MAX)) {
    const answer = cloud.buses.putEvents(call)
    if ('problem' in answer || answer.FailedEntryCount !== 0) throw new Error(`the bus refuses ${JSON.stringify(answer)}`)
  }
}

/** Lives through a history: each event is put at its instant. */
export const play = async (
  cloud: Cloud,
  lines: readonly Line[],
  until: number,
  onDay?: (at: number, played: number) => void,
): Promise<void> => {
  for (let index = 0; index < lines.length; ) {
    const at = lines[index]?.at ?? 0
    let end = index
    while (end < lines.length && lines[end]?.at === at) end += 1
    await cloud.world.runUntil(at)
    put(
      cloud,
      lines.slice(index, end).map(({ event }) => event),
    )
    index = end
    onDay?.(at, index)
  }
  await cloud.world.runUntil(until)
}

/** Long enough for every batch to fill, every window to end and every report to come. */
export const LET_IT_END_MS = 600 * SECOND_MS

const chunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
