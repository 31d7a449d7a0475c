import { styleText } from 'node:util'
import type { Rules } from '../../shared/domain/customer/rules.ts'
import { isoOf } from '../../shared/kernel/time.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { DemoControl } from '../api/context.ts'
import type { Published } from './publish.ts'
import { type Running, USUAL_PORT } from './serve.ts'

/** `wasAsked`: whether somebody chose the port. */
type Start = { readonly folder: string; readonly writeKey: string | null; readonly wasAsked: boolean }

type LifeShown = {
  readonly demo: Pick<DemoControl, 'state'> | null
  readonly clock: Clock
  readonly engine: { readonly rules: () => Pick<Rules, 'experiments'> }
}

/** What a running system says of itself: where to look, and what to try. */
export const runningText = ({ url, isUsualPort }: Running, life: LifeShown, { folder, writeKey, wasAsked }: Start): string => {
  const { demo, clock, engine } = life
  const state = demo?.state() ?? null
  const time =
    state === null
      ? 'The clock is that of this machine. Mails stay in the inbox: nothing leaves.'
      : `It is ${isoOf(clock.now()).slice(0, 10)} in the shop, and a day passes in ${PACE_WORDS[state.pace]}. Mails stay in the inbox: nothing leaves.`
  const key = writeKey === null ? '' : ` -u '${writeKey}:'`
  const [experiment] = engine.rules().experiments.keys()
  const order = `{"type":"track","userId":"me","messageId":"${FIRST_ID}","event":"Order Completed","properties":{"revenue":20,"currency":"USD"}}`
  return [
    bold('Rekindle is running'),
    `  Console   ${styleText('cyan', url)}`,
    `  Data      ${folder}`,
    `  ${dim(time)}`,
    ...(isUsualPort || wasAsked
      ? []
      : [`  ${dim(`Another program listens on port ${USUAL_PORT}, so this one is free. --port N chooses.`)}`]),
    '',
    bold('What to try'),
    `  curl${key} ${url}/v1/track -H 'content-type: application/json' \\`,
    `    -d '${order}'`,
    line(`npm run -s rekindle -- customer me --data ${folder}`, 'what became of it'),
    line(`npm run -s rekindle -- stages --data ${folder}`, 'who stands where'),
    ...(experiment === undefined ? [] : [line(`npm run -s rekindle -- results ${experiment} --data ${folder}`, 'an A/B result')]),
    '',
    dim(
      `Ctrl-C stops it. The same command goes on where it stood.${state === null ? '' : ' --fresh begins anew, --empty starts without the demo.'}`,
    ),
    '',
  ].join('\n')
}

/** Sent twice it counts once, as every event does. */
const FIRST_ID = 'my-first-order'

const PACE_WORDS = {
  paused: 'no time: the clock stands still',
  'hour-a-minute': '24 minutes',
  'day-a-minute': 'a minute',
  'day-a-second': 'a second',
} as const

/** What a start published, and what it found without a file; nothing where nothing changed. */
export const publishedText = ({ published, withoutFile }: Published): string =>
  [
    ...published
      .filter(({ version }) => version > 1)
      .map((one) => `Published the ${nameOf(one)} as version ${one.version}: its file has changed.`),
    ...withoutFile.map(
      ({ kind, id }) =>
        `The ${kind} ${id} has no file any more, and goes on as it was published. To end a campaign, give it "status": "ended".`,
    ),
  ]
    .map((text) => `${text}\n`)
    .join('')

/** There is one policy, whatever file it came from. */
const nameOf = ({ kind, id }: Published['published'][number]): string => (kind === 'policy' ? 'policy' : `${kind} ${id}`)

const WIDTH = 72
const bold = (text: string): string => styleText('bold', text)
const dim = (text: string): string => styleText('dim', text)
const line = (command: string, why: string): string => `  ${command}`.padEnd(WIDTH) + dim(`  ${why}`)
