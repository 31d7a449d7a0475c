/** Campaigns of Pinpoint, as campaigns of ours. */
import type { JsonObject } from '../../kernel/json.ts'
import { TITLE_LENGTH_MAX } from '../../kernel/limits.ts'
import { webhookFrom } from './actions.ts'
import { audienceField, type Bringing, type CampaignJson, goalFields } from './bringing.ts'
import { campaignLimits, senderFrom, windowFrom } from './delivery.ts'
import { campaignComing } from './entries.ts'
import { type Teller, tellerOf } from './finding.ts'
import { type Names, namesTaken } from './names.ts'
import type { PinpointCampaign, Treatment } from './shapes.ts'
import type { Thing } from './source.ts'
import { proportional } from './step-lists.ts'

/** The campaign one becomes; null, and told, where nothing of it has a counterpart. */
export const pinpointCampaign = ({ file, at, value }: Thing<PinpointCampaign>, bringing: Bringing): CampaignJson | null => {
  const { found, names, segments, topic } = bringing
  let id: string | null = null
  const teller = tellerOf(found, file, at, () => (id === null ? null : `campaigns/${id}.json`))
  const wish = value.Name ?? value.Id ?? 'campaign'
  const treatments = treatmentsOf(value, teller)
  const steps = treatments.map((treatment) => messageStep(treatment, `${wish} ${treatment.name}`, bringing))
  if (steps.every((step) => step === null)) {
    teller.tell('missing', '', 'sends nothing that has a counterpart here', 'It was not brought over: mail is the only channel.')
    return null
  }
  id = names.take(value.Name, value.Id)
  const divided = dividedFrom(treatments, steps, value.HoldoutPercent, bringing, teller)
  const coming = campaignComing(value.Schedule ?? {}, value.SegmentId, segments, teller)
  if (value.Schedule === null || value.Schedule === undefined)
    teller.tell('missing', 'Schedule', 'is missing', 'Write when it goes out: "entry".')
  const status = value.State?.CampaignStatus
  if (typeof status === 'string' && ['COMPLETED', 'DELETED', 'INVALID'].includes(status))
    teller.tell('note', 'State', `was ${status}`, 'It is a draft here, as all that is brought over.')
  const json = {
    ...{ id, name: (value.Name ?? id).trim().slice(0, TITLE_LENGTH_MAX) || id, topic, status: 'draft' },
    ...coming.fields,
    ...audienceField(coming.audience),
    ...divided,
    ...goalFields(bringing),
    ...campaignLimits(value, teller),
    ...windowFrom(value.Schedule?.QuietTime, false, teller.within('Schedule', 'QuietTime')),
    ...senderFrom(sendersOf(treatments), teller.within('MessageConfiguration', 'EmailMessage', 'FromAddress')),
  }
  return { id, json, file, at }
}

/** One of several messages that shares of the people got. `size`: percent of all; null: what is left. */
type Treated = {
  readonly name: string
  readonly size: number | null
  readonly said: Pick<Treatment, 'MessageConfiguration' | 'TemplateConfiguration' | 'CustomDeliveryConfiguration' | 'Schedule'>
  readonly teller: Teller
}

const treatmentsOf = (campaign: PinpointCampaign, teller: Teller): readonly Treated[] => {
  const names = namesTaken('treatment', ['holdout', 'all'])
  const others = campaign.AdditionalTreatments ?? []
  const usual = { name: names.take(campaign.TreatmentName, 'main'), size: null, said: campaign, teller }
  return [
    usual,
    ...others.map((said, index) => {
      const here = teller.within('AdditionalTreatments', index)
      if (said.Schedule && JSON.stringify(said.Schedule) !== JSON.stringify(campaign.Schedule)) {
        here.tell(
          'differs',
          'Schedule',
          'has times of its own, and all variants enter at once here',
          'Begin the steps of that variant with a "wait", or make a campaign of it.',
        )
      }
      return { name: names.take(said.TreatmentName, `treatment-${index + 2}`), size: said.SizePercent ?? 0, said, teller: here }
    }),
  ]
}

const sendersOf = (treatments: readonly Treated[]): readonly string[] =>
  treatments.flatMap(({ said }) => said.MessageConfiguration?.EmailMessage?.FromAddress ?? [])

const CHANNELS = ['ADMMessage', 'APNSMessage', 'BaiduMessage', 'DefaultMessage', 'GCMMessage', 'InAppMessage', 'SMSMessage'] as const
const TEMPLATES = ['PushTemplate', 'SMSTemplate', 'VoiceTemplate', 'InAppTemplate'] as const

/** What one message becomes: a mail, else a webhook; null, and told: nothing. */
const messageStep = ({ said, teller }: Treated, wish: string, { mails }: Bringing): JsonObject | null => {
  const { MessageConfiguration: messages, TemplateConfiguration: templates, CustomDeliveryConfiguration: custom } = said
  const other = [
    ...CHANNELS.filter((name) => isSaid(messages?.[name])).map((name) => `MessageConfiguration.${name}`),
    ...TEMPLATES.filter((name) => isSaid(templates?.[name]?.Name)).map((name) => `TemplateConfiguration.${name}`),
  ]
  for (const path of other)
    teller.tell('missing', path, 'is for another channel than mail', 'It was left out: mail is the only channel here.')
  const email = messages?.EmailMessage
  const named = templates?.EmailTemplate?.Name
  const hasBody = isSaid(email?.HtmlBody) || isSaid(email?.Body)
  if (typeof named === 'string' && named !== '') {
    if (hasBody)
      teller.tell(
        'differs',
        'MessageConfiguration.EmailMessage',
        'says a mail beside the template',
        'The template is sent: take over what the message said in its place.',
      )
    const send = mails.named(named, teller.within('TemplateConfiguration', 'EmailTemplate'))
    return { send }
  }
  if (email && hasBody) {
    const send = mails.inline(
      { subject: email.Title ?? '', html: email.HtmlBody ?? null, text: email.Body ?? null },
      wish,
      teller.within('MessageConfiguration', 'EmailMessage'),
    )
    if (send !== null) return { send }
  }
  if (isSaid(custom) || isSaid(messages?.CustomMessage)) {
    const webhook = webhookFrom(custom?.DeliveryUri, messages?.CustomMessage?.Data ?? null, teller.within('CustomDeliveryConfiguration'))
    if (webhook !== null) return webhook
  }
  if (other.length === 0) teller.tell('missing', 'MessageConfiguration', 'says nothing', 'Write a "send" there.')
  return null
}

const isSaid = (value: unknown): boolean => value !== null && value !== undefined && value !== ''

/** Steps for everybody, or by variants and holdout: an experiment where there is a goal, else a split, which does the same and compares nothing. */
const dividedFrom = (
  treatments: readonly Treated[],
  steps: readonly (JsonObject | null)[],
  holdoutPercent: number | null | undefined,
  bringing: Bringing,
  teller: Teller,
): JsonObject => {
  const holdout = Number.isFinite(holdoutPercent) ? Math.min(Math.max(Number(holdoutPercent), 0), 99) : 0
  const others = treatments.reduce((sum, { size }) => sum + Math.max(0, size ?? 0), 0)
  const left = 100 - holdout - others
  if (left < -0.005)
    teller.tell(
      'differs',
      'AdditionalTreatments',
      `and the holdout have more than 100 %`,
      'Shares were made to add up in the same proportions, and the first message got none.',
    )
  else if (holdout > 0 && others > 0)
    teller.tell(
      'note',
      'AdditionalTreatments',
      `have ${others} % and the holdout ${holdout} % of everybody, and the first message the ${Math.max(0, left)} % that are left`,
      'Were they meant of those who are not held out? Then change the shares of the variants.',
    )
  const sizes = treatments.map(({ size }, index) => ({ index, size: Math.max(0, size ?? left) })).filter(({ size }) => size > 0)
  const shares = proportional(
    sizes,
    sizes.reduce((sum, { size }) => sum + size, 0),
  )
  for (const [index, { teller: here }] of treatments.entries()) {
    if (!shares.some((share) => share.index === index))
      here.tell('differs', 'SizePercent', 'gets no share of the people', 'It was left out.')
  }
  const variants = shares.map(({ index, shareBps }) => ({
    name: treatments[index]?.name ?? `treatment-${index}`,
    shareBps,
    steps: stepList(steps[index]),
  }))
  const holdoutBps = Math.round(holdout * 100)
  if (variants.length <= 1 && holdoutBps === 0) return { steps: variants[0]?.steps ?? stepList(steps.find((step) => step !== null)) }
  if (bringing.goal !== null && variants.length > 0 && variants.every((variant) => variant.steps.length > 0)) {
    return { experiment: { control: variants[0]?.name ?? '', holdoutBps, variants } }
  }
  if (bringing.goal === null)
    teller.tell(
      'differs',
      holdoutBps > 0 ? 'HoldoutPercent' : 'AdditionalTreatments',
      'is written as splits, for an experiment needs a goal, and Pinpoint names none',
      'Say what it is for, and import again: --goal "Order Completed". Then it becomes an experiment with a holdout.',
    )
  return { steps: splitSteps(variants, holdoutBps, namesTaken('split')) }
}

const stepList = (step: JsonObject | null | undefined): readonly JsonObject[] => (step === null || step === undefined ? [] : [step])

type Variant = { readonly name: string; readonly shareBps: number; readonly steps: readonly JsonObject[] }

const splitSteps = (variants: readonly Variant[], holdoutBps: number, names: Names): readonly JsonObject[] => {
  const held = [
    { name: 'goes-on', shareBps: 10_000 - holdoutBps, steps: [] },
    { name: 'held-out', shareBps: holdoutBps, steps: [{ exit: 'held out' }] },
  ]
  const first = holdoutBps === 0 ? [] : [{ split: { name: names.take('holdout-of-campaign'), variants: held } }]
  const [only] = variants
  if (variants.length <= 1) return [...first, ...(only?.steps ?? [])]
  return [...first, { split: { name: names.take('treatment'), variants: [...variants] } }]
}
