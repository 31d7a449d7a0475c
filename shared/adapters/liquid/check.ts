import { CUSTOMER_FIELDS, insteadOf } from '../../contract/customer-fields.ts'
import { nearest } from '../../contract/did-you-mean.ts'
import { DATE_FILTERS, namesIn, parseTemplate, withPlace } from './engine.ts'
import { marked } from './tokens.ts'

/** Null when a template can be read and names nothing but what every mail has; else what is wrong, and where. */
export const checkTemplate = (template: string): string | null => {
  let parsed: ReturnType<typeof parseTemplate>
  try {
    parsed = parseTemplate(template, 'text')
  } catch (error) {
    return `cannot be read: ${withPlace(error)}`
  }
  const clock = marked(template).pieces.find((piece) => READS_CLOCK.test(piece))
  if (clock !== undefined) return `asks for the time of rendering (${clock}), and a mail must say the same whenever it is rendered`
  const unknown = namesIn(parsed).find((variable) => !isKnown(variable.segments))
  if (unknown === undefined) return null
  const { row, col } = unknown.location
  return `asks for "${unknown}", which nobody has (line ${row}, column ${col}): ${instead(unknown.segments)}`
}

const LINKS = ['unsubscribe', 'preferences', 'confirm']
const READS_CLOCK = new RegExp(`(["'])(now|today)\\1\\s*\\|\\s*(${DATE_FILTERS.join('|')})\\b`)

/** Only what a mail is filled with. A computed name is known when it is rendered. */
const isKnown = ([root, field]: readonly unknown[]): boolean => {
  if (root === 'customer') return typeof field !== 'string' || CUSTOMER_FIELDS.includes(field)
  if (root === 'links') return typeof field === 'string' && LINKS.includes(field)
  return root === 'coupon'
}

const instead = ([root, field]: readonly unknown[]): string => {
  if (root === 'links') return `write links.${nearest(String(field), LINKS) ?? LINKS.join(', links.')}`
  if (root === 'brand' || root === 'words') return `only a template has ${root}, and it is written {{ ${root}.name }} and nothing else`
  return `write customer.${insteadOf(String(root === 'customer' ? field : root))}`
}
