import type { Command } from 'commander'
import { rulesFrom } from '../../local/definitions.ts'
import { checkTemplate, openLocal } from '../../local/wiring.ts'
import { type BreakerVerdict, NO_RETURNS, stopText } from '../../shared/domain/messaging/breaker.ts'
import { type Rate, ratesNow } from '../../shared/flow/breakers.ts'
import { turn } from '../../shared/flow/switches.ts'
import { BECAUSE_LENGTH_MAX, BREAKER_DAYS } from '../../shared/kernel/limits.ts'
import { campaignId, type EpochMs } from '../../shared/kernel/words.ts'
import type { SwitchChange } from '../../shared/ports/switches.ts'
import { EXIT, Failure } from '../failure.ts'
import { campaignIn, reading } from '../folder.ts'
import { countOf, instantText } from '../format.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, withCommonOptions, withExamples } from '../options.ts'
import { outside } from '../outside.ts'

type TurnOptions = CommonOptions & { readonly campaign?: string; readonly because: string }

/** `rekindle sending`: whether mail leaves, what came back, and a person's word about it. */
export const addSending = (program: Command, io: Io): void => {
  const command = program
    .command('sending')
    .summary('whether mail leaves, and how much comes back')
    .description(
      'Whether mail leaves, and how much comes back. Where too much does, a campaign or all sending stops until a person lets it go on.',
    )
  withExamples(
    withCommonOptions(command.command('status', { isDefault: true }).summary('the switches and the rates')),
    'sending status --data shop',
  ).action((options: CommonOptions) => status(io, options))
  for (const [name, summary] of [
    ['stop', 'send no more mail'],
    ['resume', 'let mail leave again; what came back until now counts no more'],
  ] as const) {
    const one = command
      .command(name)
      .summary(summary)
      .option('--campaign <id>', 'of this campaign alone')
      .requiredOption('--because <text>', 'why: it is kept')
    withExamples(withCommonOptions(one), `sending ${name} --campaign win-back --because "the list was old" --data shop`).action(
      (options: TurnOptions) => turned(io, options, name === 'resume'),
    )
  }
}

const status = (io: Io, { data, json }: CommonOptions): Promise<void> =>
  reading(io, data, async ({ stores, counters, rules, asOf }) => {
    const latest = await stores.switches.latest()
    const { campaigns, all } = await ratesNow(counters, latest, asOf)
    const rated = new Map([all, ...campaigns].map((rate) => [rate.campaign, rate]))
    const ids = new Set([...rated.keys(), ...[...rules.campaigns.live.keys()].sort(), ...latest.map(({ campaign }) => campaign)])
    const rows = [...ids].map((campaign): Row => {
      const { returns, verdict } = rated.get(campaign) ?? { returns: NO_RETURNS, verdict: { say: 'ok' } }
      return { campaign, returns, verdict, change: latest.find((one) => one.campaign === campaign) ?? null }
    })
    const switches = rows.map(({ campaign, returns, verdict, change }) => ({ campaign, returns, verdict, stopped: stoppedJson(change) }))
    answer(io, json === true, { days: BREAKER_DAYS, switches }, () => rows.flatMap(linesOf).join('\n'))
  })

type Row = Rate & { readonly change: SwitchChange | null }

const linesOf = ({ campaign, returns: { sent, bounced, complained }, verdict, change }: Row): readonly string[] => [
  `${campaign === null ? 'All sending' : `Campaign ${campaign}`}: ${standing(change)}`,
  `  ${countOf(sent, 'mail')}, ${countOf(bounced, 'hard bounce')}, ${countOf(complained, 'complaint')} in ${BREAKER_DAYS} days${warning(verdict)}`,
]

const standing = (change: SwitchChange | null): string =>
  change === null || change.on ? 'on' : `stopped by a ${change.by} on ${instantText(change.at)}: ${stopText(change.because)}`

const warning = (verdict: BreakerVerdict): string =>
  verdict.say === 'ok' ? '' : `: too many ${verdict.rate}${verdict.say === 'warn' ? ', close to a stop' : ''}`

const stoppedJson = (change: SwitchChange | null) =>
  change === null || change.on ? null : { at: outside(change.at, 'at'), by: change.by, because: change.because }

const turned = async (io: Io, { data, json, campaign, because }: TurnOptions, on: boolean): Promise<void> => {
  if (because.length > BECAUSE_LENGTH_MAX)
    throw new Failure(EXIT.usage, `The reason is longer than ${BECAUSE_LENGTH_MAX} characters.`, 'A sentence will do.')
  const at = await clockOf(io, data, campaign)
  const local = openLocal(data, 'write')
  try {
    const engine = local.engine(rulesFrom(await local.stores.definitions.all(), checkTemplate))
    const asked = { campaign: campaign === undefined ? null : campaignId(campaign), on, why: because }
    if (!(await turn(engine, asked, at))) throw new Failure(EXIT.wrong, `It is ${on ? 'on' : 'stopped'} already.`, 'Nothing was changed.')
    answer(
      io,
      json === true,
      { done: true },
      () => `${campaign === undefined ? 'All sending' : `The campaign ${campaign}`} is ${on ? 'on' : 'stopped'}.`,
    )
  } finally {
    local.close()
  }
}

/** The folder's own clock: a demo's is not ours, and what counts from now on is told by it. A campaign that is not there is said so. */
const clockOf = async (io: Io, data: string, campaign: string | undefined): Promise<EpochMs> => {
  const found: EpochMs[] = []
  await reading(io, data, async (folder) => {
    if (campaign !== undefined) campaignIn(folder, campaign)
    found.push(folder.asOf)
  })
  return found[0] ?? io.now()
}
