import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { type LinkKind, linkTo } from './link-tag.ts'
import { marked } from './tokens.ts'

/** HTML whose every address is a link of ours, ready to be read; the rest is what it was, letter for letter. */
export const linkedHtml = (html: string): string => {
  const aside = marked(html)
  const changes: Change[] = []
  for (const element of elementsOf(parse(aside.text, { sourceCodeLocationInfo: true }))) {
    for (const { name, value } of element.attrs) {
      const kind = URL_ATTRIBUTES[name]
      const place = element.sourceCodeLocation?.attrs?.[name]
      const source = aside.restore(value)
      if (kind === undefined || place === undefined || source.startsWith('#')) continue
      changes.push({ from: place.startOffset, to: place.endOffset, text: `${name}="${linkTo(kind, source)}"` })
    }
  }
  let linked = ''
  let from = 0
  for (const change of changes.sort((a, b) => a.from - b.from)) {
    linked += aside.text.slice(from, change.from) + change.text
    from = change.to
  }
  return aside.restore(linked + aside.text.slice(from))
}

/** Every element of a page. */
export const elementsOf = (node: Node): readonly Element[] => {
  const below = 'childNodes' in node ? node.childNodes.flatMap(elementsOf) : []
  return 'tagName' in node ? [node, ...below] : below
}

/** Attributes that hold an address, and what becomes of it. */
export const URL_ATTRIBUTES: Readonly<Record<string, LinkKind>> = {
  href: 'href',
  src: 'src',
  background: 'src',
  action: 'href',
  formaction: 'href',
  poster: 'src',
  cite: 'src',
  data: 'src',
}

export type Element = DefaultTreeAdapterTypes.Element
type Node = DefaultTreeAdapterTypes.Node
type Change = { readonly from: number; readonly to: number; readonly text: string }
