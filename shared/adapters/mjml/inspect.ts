/** What is wrong with a compiled page: values where none are safe, links that lead nowhere, pictures nobody can hear. */
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import type { Problem } from '../../kernel/problem.ts'
import { usableUrl } from '../liquid/link-tag.ts'
import { type Element, elementsOf, URL_ATTRIBUTES } from '../liquid/linked-html.ts'
import { type Marked, marked } from '../liquid/tokens.ts'

export type Judged = Problem & { readonly level: 'error' | 'warning' }

/** Everything that is wrong with HTML that has Liquid in it. */
export const htmlProblems = (html: string): readonly Judged[] => {
  const aside = marked(html)
  const page = parse(aside.text, { sourceCodeLocationInfo: true })
  return distinct(elementsOf(page).flatMap((element) => elementProblems(element, aside)))
}

const REFUSED = new Set(['script', 'iframe', 'object', 'embed', 'form', 'base', 'template', 'frame', 'frameset', 'svg', 'math'])
const REFUSED_HINT = 'Mail programs take it out, or the whole mail. Link to a page instead.'
const PLACE_HINT = 'Put the value into the text, or into the quoted value of an attribute such as href or alt.'
const ALT_HINT = 'Write what the picture says: alt="…". A picture that says nothing has alt="".'
const LINK_HINT = 'Write a whole address: https://…, mailto:… or tel:….'

const elementProblems = (element: Element, aside: Marked): readonly Judged[] => {
  const { tagName, attrs } = element
  const problems: Judged[] = []
  const add = (level: Judged['level'], problem: string, hint: string): void => void problems.push({ path: tagName, level, problem, hint })
  const [within] = aside.within(tagName)
  if (within !== undefined) add('error', `is named by ${within}`, PLACE_HINT)
  if (REFUSED.has(tagName)) add('error', 'is no part of a mail', REFUSED_HINT)
  if (tagName === 'style' && aside.within(textIn(element)).length > 0)
    add('error', 'has values of a customer in its style sheet', PLACE_HINT)
  if (tagName === 'img' && !attrs.some(({ name }) => name === 'alt')) add('warning', 'has no words for who cannot see it', ALT_HINT)
  if (tagName === 'meta' && attrs.some(({ name, value }) => name === 'http-equiv' && /refresh/i.test(value))) {
    add('error', 'leads the reader elsewhere by itself', REFUSED_HINT)
  }
  for (const { name, value } of attrs) {
    const pieces = [...aside.within(name), ...aside.within(value)]
    const isRisky = name === 'style' || name === 'srcdoc' || aside.within(name).length > 0 || !isQuoted(element, name, aside.text)
    if (name.startsWith('on')) add('error', `has ${name}, which runs a program`, REFUSED_HINT)
    else if (pieces.length > 0 && isRisky)
      add('error', `has ${pieces[0]} where a value could change what the page does (${aside.restore(name)})`, PLACE_HINT)
    if (name in URL_ATTRIBUTES) problems.push(...linkProblems(tagName, aside.restore(value), aside))
  }
  return problems
}

/** A value that is written where it stands is judged here; one that a customer brings, when it is rendered. */
const linkProblems = (tagName: string, address: string, aside: Marked): readonly Judged[] => {
  const problem = (what: string): readonly Judged[] => [{ path: tagName, level: 'error', problem: what, hint: LINK_HINT }]
  if (address.trim() === '') return problem('leads nowhere: its address is empty')
  if (address === '#') return problem('leads nowhere: its address is "#"')
  if (address.startsWith('#') || /^\s*\{[{%]/.test(address)) return []
  const standIn = marked(address)
  if (/\{[{%]|[%}]\}/.test(standIn.text)) return problem(`has Liquid that does not end: ${aside.restore(address)}`)
  return usableUrl(standIn.text) === null ? problem(`leads to ${JSON.stringify(address)}, which is no address`) : []
}

const isQuoted = (element: Element, name: string, html: string): boolean => {
  const place = element.sourceCodeLocation?.attrs?.[name]
  return place === undefined || /["']$/.test(html.slice(place.startOffset, place.endOffset))
}

const textIn = (element: Element): string =>
  element.childNodes.map((node: DefaultTreeAdapterTypes.ChildNode) => ('value' in node ? node.value : '')).join('')

const distinct = (problems: readonly Judged[]): readonly Judged[] => [
  ...new Map(problems.map((one) => [`${one.path} ${one.problem}`, one])).values(),
]
