import type { MailPreview } from '../../contract/api.ts'
import type { Campaign } from '../../domain/campaign/campaign.ts'
import { documentOf } from '../../domain/customer/document.ts'
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts'
import { PREVIEWED_MAILS_MAX } from '../../kernel/limits-editor.ts'
import type { Problem } from '../../kernel/problem.ts'
import { customerId } from '../../kernel/words.ts'
import type { WrittenStore } from '../../ports/texts.ts'
import { type Handlers, notThere, replied } from '../api/router.ts'
import { readRules } from '../definitions.ts'
import { shownMail } from '../publishing/shown-mail.ts'
import { sampleFill } from '../publishing/template-lint.ts'
import type { TemplateTools } from '../publishing/templates.ts'
import { customerNow } from '../query/customer.ts'
import { namesOf, sendsIn } from './check.ts'
import type { EditorContext } from './context.ts'
import { lookAt, type LookedAt } from './look.ts'

/** The mails of a text as somebody would get them, filled for a sample or for one customer. Links in them lead nowhere. */
export const mailHandlers = (context: EditorContext): Pick<Handlers, 'POST /api/editor/mails'> => ({
  'POST /api/editor/mails': async ({ text, customer, locale }) => {
    const at = await lookAt(context, text, null, context.now())
    const person = customer === undefined ? null : await personOf(context, at, customer)
    if (customer !== undefined && person === null)
      return notThere('customer', `is ${JSON.stringify(customer)}, and there is no such customer`, 'Take an id from the list of customers.')
    const { campaign, problems, tools } = at
    if (campaign === null) return replied({ mails: [], filledFor: person?.id ?? null, problems })
    const mails: MailPreview[] = []
    for (const send of sendsIn(campaign).slice(0, PREVIEWED_MAILS_MAX)) {
      const document = person?.document ?? null
      mails.push(await previewed(send, campaign, { tools, written: context.stores.written, document, locale: locale ?? null }))
    }
    return replied({ mails, filledFor: person?.id ?? null, problems })
  },
})

type Person = { readonly id: string; readonly document: JsonObject }

/** As templates see them. Null where we never heard of them, or where no policy says what they are. */
const personOf = async ({ stores }: EditorContext, { all, tools }: LookedAt, id: string): Promise<Person | null> => {
  const found = await customerNow(stores.customers, customerId(id))
  const read = readRules(all, tools.checkTemplate)
  return found === null || !read.ok ? null : { id: found.state.id, document: documentOf(found.state, read.rules.policy) }
}

type Filling = {
  readonly tools: TemplateTools
  readonly written: WrittenStore
  /** Null: the sample of the template, or ours. */
  readonly document: JsonObject | null
  readonly locale: string | null
}

const previewed = async (
  { variant, step, name, content }: ReturnType<typeof sendsIn>[number],
  { delivery }: Campaign,
  { tools, written, document, locale }: Filling,
): Promise<MailPreview> => {
  const sample = document === null ? await sampleOf(written, content.template) : { customer: document, coupon: null }
  const spoken = locale ?? localeOf(sample.customer) ?? content.defaultLocale
  const coupon = delivery.couponPool === null ? null : (sample.coupon ?? SAMPLE_COUPON)
  const { mail, preheader } = await shownMail(tools.renderer, content, sampleFill({ customer: sample.customer, coupon }, spoken))
  const named = { variant, step, name, ...namesOf(content), locales: [...content.written.keys()] }
  if (mail.ok) return { ...named, subject: mail.subject, preheader, html: mail.html, text: mail.text, locale: mail.locale, problems: [] }
  const said = content.written.get(content.defaultLocale)?.preheader ?? null
  return { ...named, preheader: said, html: null, text: null, locale: content.defaultLocale, problems: [unfilled(mail.detail)] }
}

type Sample = { readonly customer: JsonObject; readonly coupon: string | null }

/** What the author of the template wrote for this, where it is kept. */
const sampleOf = async (written: WrittenStore, template: { readonly name: string; readonly version: number } | null): Promise<Sample> => {
  const text = template === null ? null : await written.find({ kind: 'template', id: template.name, version: template.version })
  const kept = text === null ? null : (JSON.parse(text) as Json)
  if (!isJsonObject(kept) || !isJsonObject(kept.customer)) return { customer: SAMPLE, coupon: null }
  return { customer: kept.customer, coupon: typeof kept.coupon === 'string' ? kept.coupon : null }
}

/** Somebody with what most mails say. */
const SAMPLE: JsonObject = {
  id: 'c-1',
  stage: 'active',
  traits: { firstName: 'Ann', lastName: 'Lee', name: 'Ann Lee', email: 'ann@example.com' },
  activity: { count: 3 },
  events: {},
  revenue: {},
}
const SAMPLE_COUPON = 'SAMPLE-CODE'

/** The language is a trait of the customer. */
const localeOf = ({ traits }: JsonObject): string | null =>
  isJsonObject(traits) && typeof traits.locale === 'string' ? traits.locale : null

const unfilled = (detail: string): Problem => ({
  path: '',
  problem: `cannot be filled: ${detail}`,
  hint: 'Give the value a default in the mail, or look at it for a customer who has it.',
})
