import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { answerApiEvent } from '../../shared/flow/api/edge.ts'
import type { ConsoleApi } from '../../shared/flow/api/router.ts'
import type { Freshen } from '../../shared/flow/fresh.ts'
import { judgeAll, type JudgeWorld } from '../../shared/flow/judge.ts'
import type { Rules } from '../../shared/domain/customer/rules.ts'
import { JUDGE_ONE_MS } from '../../shared/kernel/limits-experiments.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { answering } from '../edge/api.ts'
import { type Observer, observed } from '../edge/observed.ts'
import { tellOf } from '../edge/judged.ts'

export type Results = {
  readonly api: ConsoleApi
  readonly world: JudgeWorld
  readonly rules: () => Rules
  readonly freshen: Freshen
  readonly clock: Clock
}

/** Answers what is asked of results, and judges with each hour: what found no time comes first with another hour. */
export const resultsHandler = (observer: Observer, { api, world, rules, freshen, clock }: Results) => {
  const answer = answering(observer, async (event) => {
    await freshen(clock.now(), 'afresh')
    return answerApiEvent(api, event)
  })
  const hour = observed<object, void>(observer, async (_, invocation) => {
    await freshen(clock.now(), 'afresh')
    tellOf(await judgeAll(world, rules, clock.now(), () => invocation.hasTime(JUDGE_ONE_MS)), invocation)
  })
  return (event: object, context: Context): Promise<unknown> =>
    'requestContext' in event ? answer(event as APIGatewayProxyEventV2, context) : hour(event, context)
}
