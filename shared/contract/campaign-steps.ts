/** What the mails of a campaign mean, one by one: what they say, and whether it can be read and sent. */
import type { MailContent } from '../domain/campaign/campaign.ts'
import type { Delivery } from '../domain/messaging/delivery.ts'
import type { Problem } from '../kernel/problem.ts'
import type { WrittenMail } from './campaign-mail.ts'
import { pathOf } from './problems.ts'
import { everyPartNames, somePartNames, unknownName } from './compiled-template.ts'

/** Null when a Liquid template can be read, else what is wrong with it and where. The renderer has one. */
export type CheckTemplate = (template: string) => string | null

/** Templates a campaign may name. */
export type Templates = {
  readonly names: readonly string[]
  /** That version of one; null for a version: the one that is being published with the campaign. */
  readonly find: (name: string, version: number | null) => MailContent | null
}

export const NO_TEMPLATES: Templates = { names: [], find: () => null }

/** What the words of a campaign are judged by. */
export type Judging = {
  readonly checkTemplate: CheckTemplate
  readonly templates: Templates
  readonly pins: Readonly<Record<string, number>>
  readonly purpose: Delivery['purpose']
  readonly hasCoupons: boolean
  /** Whether each journey is about one thing that its event names. */
  readonly hasKey: boolean
}

/** What a mail says: the template it names as it was published for this campaign, or its own words. Null where there is no such template. */
export const contentOf = (
  { content, subject }: WrittenMail,
  { templates, pins }: Pick<Judging, 'templates' | 'pins'>,
): MailContent | null => {
  if (content.template === null) return content
  const found = templates.find(content.template.name, pins[content.template.name] ?? null)
  if (found === null || subject === null) return found
  return { ...found, written: new Map([...found.written].map(([locale, words]) => [locale, { ...words, subject }])) }
}

/** Everything that is wrong with the mail that stands at `at` in the file. */
export const mailProblems = (at: string, said: WrittenMail, judging: Judging): readonly Problem[] => {
  const content = contentOf(said, judging)
  const { template, written } = said.content
  if (content === null) return [{ path: pathOf(at, 'template'), ...unknownName(template?.name ?? '', judging.templates.names) }]
  const texts = [...written.values()].flatMap(({ subject, text }) => [
    ...templateProblems(pathOf(at, 'subject'), subject, judging.checkTemplate),
    ...templateProblems(pathOf(at, 'text'), text ?? '', judging.checkTemplate),
  ])
  const subject = said.subject === null ? [] : templateProblems(pathOf(at, 'subject'), said.subject, judging.checkTemplate)
  const path = template === null ? at : pathOf(at, 'template')
  const needed = judging.purpose === 'confirmation' ? 'links.confirm' : 'links.unsubscribe'
  // What a campaign says itself gets a foot with the way out.
  const isThere = (template === null && judging.purpose === 'marketing') || everyPartNames(content, needed)
  const noCoupon = !judging.hasCoupons && somePartNames(content, 'coupon')
  return [
    ...texts,
    ...subject,
    ...(isThere ? [] : [{ path, problem: `has no {{ ${needed} }} in one of its parts`, hint: NEEDED_HINT[judging.purpose] }]),
    ...(noCoupon
      ? [{ path, problem: 'hands out a coupon, and the campaign has none', hint: 'Name the pool of codes: "couponPool": "…".' }]
      : []),
  ]
}

const NEEDED_HINT: Readonly<Record<Delivery['purpose'], string>> = {
  marketing:
    'Everybody can leave from every mail: link to {{ links.unsubscribe }} in the body and in the text, in each language, outside of any condition.',
  confirmation:
    'The mail asks people to confirm: link to {{ links.confirm }} in the body and in the text, in each language, outside of any condition.',
}

const templateProblems = (path: string, template: string, checkTemplate: CheckTemplate): readonly Problem[] => {
  const problem = checkTemplate(template)
  if (problem === null) return []
  return [{ path, problem, hint: 'Texts are Liquid templates: Hello {{ customer.traits.firstName | default: "there" }}!' }]
}
