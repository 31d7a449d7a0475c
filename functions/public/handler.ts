import { PUBLIC_BODY_BYTES_MAX } from '../../shared/kernel/limits.ts'
import { answerPublic, languagesOf, type PublicWorld, publicPlaceOf, wrongMethod } from '../../shared/flow/doors/public.ts'
import { notUnderstoodPage } from '../../shared/flow/doors/public-pages.ts'
import { takeSorted } from '../../shared/flow/doors/take.ts'
import { type Freshen, withRules } from '../../shared/flow/fresh.ts'
import { noteVisit, type VisitWorld } from '../../shared/flow/visits.ts'
import type { Keys } from '../../shared/kernel/keyed.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { fromHttp, type HttpRequest } from '../edge/http.ts'
import type { Invocation, Observer } from '../edge/observed.ts'

export type Public = { readonly world: VisitWorld; readonly keys: Keys; readonly freshen: Freshen; readonly clock: Clock }

/** Answers whoever follows a link of a mail. Visits are told of by the tick, once it is certain who came. */
export const publicHandler = (observer: Observer, { world, keys, freshen, clock }: Public) =>
  fromHttp(
    observer,
    PUBLIC_BODY_BYTES_MAX,
    withRules(freshen, clock, async ({ method, path, headers, body }: HttpRequest, { failed }: Invocation) => {
      const acceptLanguage = headers['accept-language']
      const place = publicPlaceOf(path)
      const wrong = place === null ? null : wrongMethod(place.purpose, method, acceptLanguage)
      if (wrong !== null) return wrong
      if (!body.ok) return notUnderstoodPage(400, acceptLanguage)
      const { engine } = world
      const pages: PublicWorld = {
        ...{ store: engine.store, rules: engine.rules, keys, languages: languagesOf(engine.rules()) },
        take: takeSorted(engine, (failure) => failed('could not be stored', failure)),
        // Whoever follows a link gets there, whether we could note it or not.
        visited: (visited) => noteVisit(world, visited).catch((failure: unknown) => failed('a visit was not noted', failure)),
      }
      return answerPublic(pages, { method, path, headers, body: body.value, receivedAt: clock.now() })
    }),
  )
