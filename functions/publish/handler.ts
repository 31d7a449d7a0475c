import { readJson, problemAnswer, type DoorAnswer } from '../../shared/flow/doors/door.ts'
import { PublishedMeanwhile } from '../../shared/flow/publishing/publish.ts'
import { publishFiles, type PublishWorld, readPublishAsk } from '../../shared/flow/publishing/remote.ts'
import { readApiEvent } from '../../shared/contract/api-event.ts'
import { HTTP_BODY_BYTES_MAX } from '../../shared/kernel/limits.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { fromHttp } from '../edge/http.ts'
import type { Observer } from '../edge/observed.ts'

/** Publishes files for the command line, or says all that is wrong with them. Who may is decided by IAM, before this is asked. */
export const publishHandler = (observer: Observer, world: PublishWorld, clock: Clock) =>
  fromHttp(observer, HTTP_BODY_BYTES_MAX, async ({ body, event, requestId }, { log }) => {
    const caller = readApiEvent(event)?.authorized ?? null
    if (caller?.by !== 'signature') return problemAnswer(401, NOBODY)
    const read = body.ok ? readJson(body.value) : body
    const ask = read.ok ? readPublishAsk(read.value) : read
    if (!ask.ok) return json(400, { type: 'refused', problems: [{ file: '', problems: ask.problems }] })
    try {
      const answer = await publishFiles(world, ask.value, { name: caller.arn, requestId }, clock.now())
      if (answer.type === 'published') log('info', 'published', { changes: answer.changes.length, sweep: answer.sweep?.id ?? null })
      return json(answer.type === 'refused' ? 422 : 200, answer)
    } catch (failure) {
      if (!(failure instanceof PublishedMeanwhile)) throw failure
      return problemAnswer(409, {
        path: '',
        problem: 'met another publishing',
        hint: 'Publish again: what is there already is left as it is.',
      })
    }
  })

const json = (status: number, body: object): DoorAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

const NOBODY = { path: '', problem: 'comes from nobody', hint: 'Sign the request with credentials of AWS.' }
