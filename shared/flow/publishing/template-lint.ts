import { everyPartNames, type TemplateFinding } from '../../contract/template.ts'
import type { MailContent } from '../../domain/campaign/campaign.ts'
import { CLIPPED_BYTES } from '../../kernel/limits.ts'
import type { Fill, Renderer } from '../../ports/renderer.ts'
import type { TemplateParts } from './template-parts.ts'

/** What only shows when a mail is filled: for the sample customer, in each language. */
export const sampleFindings = async (
  content: MailContent,
  { file, brand }: TemplateParts,
  { render }: Renderer,
): Promise<readonly TemplateFinding[]> => {
  const findings: TemplateFinding[] = []
  const name = content.template?.name ?? ''
  const add = (level: TemplateFinding['level'], path: string, problem: string, hint: string): void =>
    void findings.push({ level, file: `${name}/template.json`, path, problem, hint })
  if (!everyPartNames(content, 'links.unsubscribe') && !everyPartNames(content, 'links.confirm')) {
    add('error', '', 'has no way out in one of its parts', UNSUBSCRIBE_HINT)
  }
  if (brand === null) add('warning', '', 'has no brand.json beside it: no postal address is known', ADDRESS_HINT)
  for (const locale of content.written.keys()) {
    const rendered = await render(content, sampleFill(file.sample, locale))
    const at = `locales.${locale}`
    if (!rendered.ok) {
      add('error', at, `does not render for the sample customer: ${rendered.detail}`, SAMPLE_HINT)
      continue
    }
    const bytes = bytesOf.encode(rendered.html).length
    if (bytes > CLIPPED_BYTES)
      add('warning', at, `is ${Math.ceil(bytes / 1000)} kB of HTML, and Gmail hides what is beyond ${CLIPPED_BYTES / 1000}`, SIZE_HINT)
    const address = brand?.locales[locale]?.address ?? brand?.address
    const isThere = address === undefined || [rendered.html, rendered.text].every((part) => plain(part).includes(plain(address)))
    if (!isThere) add('warning', at, 'does not say the postal address', ADDRESS_HINT)
  }
  return findings
}

/** What a template is looked at with: its sample, and links that lead nowhere real. */
export const sampleFill = ({ customer, coupon }: TemplateParts['file']['sample'], locale: string): Fill => ({
  customer,
  locale,
  links: SAMPLE_LINKS,
  coupon: coupon ?? null,
  track: (url) => url,
})

const bytesOf = new TextEncoder()

/** As long as real ones, so that sizes are right. */
const SAMPLE_LINKS: Fill['links'] = {
  unsubscribe: `https://mail.example/u/${'x'.repeat(120)}`,
  preferences: `https://mail.example/p/${'x'.repeat(120)}`,
  confirm: `https://mail.example/c/${'x'.repeat(120)}`,
}

const UNSUBSCRIBE_HINT =
  'Link to {{ links.unsubscribe }} in the body and in the text (or {{ links.confirm }}, where somebody is to confirm), outside of any condition.'
const SAMPLE_HINT = 'Give the value a default in the template, or put it into "sample".'
const SIZE_HINT = 'Shorten it: what is hidden is the end, and with it the way to unsubscribe.'
const ADDRESS_HINT = 'Many countries want it in each mail: write {{ brand.address }} in the foot.'

const plain = (text: string): string =>
  text
    .replace(/&amp;/g, '&')
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ')
