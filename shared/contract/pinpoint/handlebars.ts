/** Pinpoint's message variables and Handlebars, as Liquid over the customer. */
import type { Teller } from './finding.ts'

export type Defaults = Readonly<Record<string, string>>

/** A text with its variables in Liquid. What could not be brought over is left out, and told. */
export const liquidFrom = (text: string, defaults: Defaults, teller: Teller): string => {
  const open: Block[] = []
  const written: string[] = []
  for (const piece of piecesOf(text)) {
    if (piece.type === 'text') written.push(piece.text.replaceAll('{%', '{{ "{%" }}'))
    else if (piece.type === 'unclosed') {
      teller.tell('missing', '', 'has {{ without an end', 'It stands as text: mend it.')
      written.push('{{ "{{" }}', piece.text.slice(2).replaceAll('{{', '{ {').replaceAll('{%', '{ %'))
    } else written.push(tagFrom(piece, open, defaults, teller))
  }
  for (const block of open.toReversed()) {
    teller.tell('missing', '', `begins a {{#${block.name}}} that never ends`, 'It was ended at the end of the text: look where it belongs.')
    written.push(`{% ${block.end} %}`)
  }
  return written.join('')
}

type Block = { readonly name: string; readonly end: string; readonly item: string | null }
type Piece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'unclosed'; readonly text: string }
  | { readonly type: 'tag'; readonly inside: string; readonly isRaw: boolean }

const piecesOf = (text: string): readonly Piece[] => {
  const pieces: Piece[] = []
  let at = 0
  while (at < text.length) {
    const begin = text.indexOf('{{', at)
    if (begin < 0) break
    if (begin > at) pieces.push({ type: 'text', text: text.slice(at, begin) })
    const isRaw = text.startsWith('{{{', begin)
    const close = isRaw ? '}}}' : '}}'
    const end = text.indexOf(close, begin)
    if (end < 0) return [...pieces, { type: 'unclosed', text: text.slice(begin) }]
    pieces.push({ type: 'tag', inside: text.slice(begin + close.length, end), isRaw })
    at = end + close.length
  }
  if (at < text.length) pieces.push({ type: 'text', text: text.slice(at) })
  return pieces
}

const BLOCKS: Readonly<Record<string, string>> = { if: 'endif', unless: 'endunless', each: 'endfor' }

const tagFrom = (
  { inside, isRaw }: { readonly inside: string; readonly isRaw: boolean },
  open: Block[],
  defaults: Defaults,
  teller: Teller,
): string => {
  const said = inside.replace(/^~|~$/g, '').trim()
  if (said.startsWith('!')) return ''
  if (said === 'else' || said === '^') return elseFrom(open, teller)
  if (said.startsWith('/')) return endFrom(said.slice(1).trim(), open, teller)
  if (said.startsWith('#')) return beginFrom(said.slice(1).trim(), open, teller)
  if (isRaw)
    teller.tell(
      'differs',
      '',
      `{{{${said}}}} printed markup as it was; here values are always text`,
      'Put markup into the template itself.',
    )
  return valueFrom(said, open, defaults, teller)
}

const elseFrom = (open: readonly Block[], teller: Teller): string => {
  if (open.length > 0) return '{% else %}'
  teller.tell('missing', '', 'has {{else}} outside of any block', 'It was left out: look what belongs there.')
  return ''
}

const endFrom = (name: string, open: Block[], teller: Teller): string => {
  const last = open.at(-1)
  if (last !== undefined && last.name === name) {
    open.pop()
    return `{% ${last.end} %}`
  }
  teller.tell('missing', '', `has {{/${name.slice(0, 40)}}} where none was begun`, 'It was left out: look what belongs there.')
  return ''
}

const beginFrom = (said: string, open: Block[], teller: Teller): string => {
  const [name = '', ...rest] = said.split(/\s+/)
  const path = variableFrom(rest.join(' '), open)
  const end = Object.hasOwn(BLOCKS, name) ? BLOCKS[name] : undefined
  if (end === undefined || path === null) {
    teller.tell(
      'missing',
      '',
      `{{#${said.slice(0, 60)}}} has no counterpart`,
      'What it held is shown to nobody: write an {% if … %} of Liquid.',
    )
    open.push({ name, end: 'endif', item: null })
    return '{% if false %}'
  }
  const item = name === 'each' ? `item${open.length === 0 ? '' : open.length + 1}` : null
  open.push({ name, end, item })
  if (item === null) return `{% ${name} ${path} %}`
  // A list that is missing is an error of rendering; an empty one is not.
  const list = item.replace('item', 'list')
  return `{% assign ${list} = ${path} | default: "" %}{% for ${item} in ${list} %}`
}

const valueFrom = (said: string, open: readonly Block[], defaults: Defaults, teller: Teller): string => {
  const variable = variableFrom(said, open)
  if (variable !== null) {
    if (!variable.startsWith('customer.traits')) return `{{ ${variable} }}`
    const usual = Object.hasOwn(defaults, said) ? (defaults[said] ?? '') : null
    if (usual === null)
      teller.tell(
        'note',
        '',
        `{{${said}}} printed nothing for whom it is missing, and so it does here`,
        'Write a better default: | default: "there".',
      )
    return `{{ ${variable} | default: ${quoted(usual ?? '')} }}`
  }
  const helped = helperFrom(said, open)
  if (helped !== null) return helped
  teller.tell(
    'missing',
    '',
    `{{${said.slice(0, 60)}}} has no counterpart`,
    'It was left out of the text: write it in Liquid, or take it out.',
  )
  return ''
}

/** Helpers of one value, and the filter that does the same. */
const FILTERS: Readonly<Record<string, string>> = {
  upper: 'upcase',
  lower: 'downcase',
  capitalizeFirst: 'capitalize',
  stripTags: 'strip_html',
}

const helperFrom = (said: string, open: readonly Block[]): string | null => {
  const match = /^(\w+)\s+(\S+)(?:\s+"([^"]*)")?$/.exec(said)
  const variable = match === null ? null : variableFrom(match[2] ?? '', open)
  if (match === null || variable === null) return null
  const [, helper = '', , argument] = match
  if (helper === 'defaultIfEmpty' && argument !== undefined) return `{{ ${variable} | default: ${quoted(argument)} }}`
  if (helper === 'join' && argument !== undefined) return `{{ ${variable} | join: ${quoted(argument)} | default: "" }}`
  const filter = Object.hasOwn(FILTERS, helper) ? FILTERS[helper] : undefined
  return filter === undefined || argument !== undefined ? null : `{{ ${variable} | default: "" | ${filter} }}`
}

const quoted = (text: string): string => (text.includes('"') ? `'${text.replaceAll("'", '’')}'` : `"${text}"`)

/** The path in the customer's document that a variable of Pinpoint means; null where there is none. */
const variableFrom = (said: string, open: readonly Block[]): string | null => {
  const item = open.findLast((block) => block.item !== null)?.item ?? null
  if (said === 'this' || said === '.') return item
  if (said === '@index') return item === null ? null : 'forloop.index0'
  if (said === 'User.UserId' || said === 'Id') return 'customer.id'
  // Attributes are lists in Pinpoint, and `.[0]` their first entry. Here they are what was published.
  const path = said.replace(/\.\[0\]$/, '')
  const named = /^(?:User\.UserAttributes|Attributes|Metrics)\.(?:\[([^\]{}"']+)\]|([^.[\]{}"'\s]+))$/.exec(path)
  const trait = named?.[1] ?? named?.[2]
  if (trait !== undefined) return traitPath(trait)
  const placed = /^(Location|Demographic)\.(\w+)$/.exec(path)
  return placed === null ? null : traitPath(lowerFirst(placed[2] ?? ''))
}

const lowerFirst = (name: string): string => name.slice(0, 1).toLowerCase() + name.slice(1)

const traitPath = (trait: string): string => (/^[A-Za-z_][\w]*$/.test(trait) ? `customer.traits.${trait}` : `customer.traits["${trait}"]`)
