/** What stands around an API behind API Gateway: a failure is an answer, for nobody tries again but the page or program that asked. */
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { isPassing } from '../../shared/flow/together.ts'
import { AWAY, BROKEN } from '../../shared/flow/doors/admission.ts'
import { problemAnswer } from '../../shared/flow/doors/door.ts'
import { resultOf } from './http.ts'
import { type Invocation, type Observer, observed } from './observed.ts'

export const answering = (observer: Observer, answer: (event: object) => Promise<object>) =>
  observed<object, object>(observer, async (event: object, { count, failed }: Invocation) => {
    try {
      return await answer(event)
    } catch (failure) {
      failed('not answered', failure)
      count('failed', 1)
      return resultOf(isPassing(failure) ? problemAnswer(503, AWAY, { 'retry-after': '1' }) : problemAnswer(500, BROKEN))
    }
  })

/** Files for the command line at its own path, all else the editor's: one function, for both read the grammar and compile mails. */
export const filesOrEditor =
  <Answer>(files: Handler<Answer>, editor: Handler<object>): Handler<Answer | object> =>
  (event, context) =>
    event.rawPath === FILES_PATH ? files(event, context) : editor(event, context)

type Handler<Answer> = (event: APIGatewayProxyEventV2, context: Context) => Promise<Answer>

const FILES_PATH = '/cli/publish'
