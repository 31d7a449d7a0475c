/** Links within a text: a tag of our own stands where a template has an address, and judges what it becomes for one customer. */
import { type Context, type Emitter, type Liquid, Tag, type TagToken, type Template, type TopLevelToken } from 'liquidjs'
import { escapedHtml } from './tokens.ts'

/** `href`: what is followed, in HTML. `src`: what is fetched, in HTML. `text`: an address that is read. */
export type LinkKind = 'href' | 'src' | 'text'

/** How the links of one mail go. */
export type LinkWay = {
  /** Addresses of ours, which stay as they are. */
  readonly own: ReadonlySet<string>
  readonly track: (url: string) => string
}

/** An address that no mail may carry; says where it stands, and not what a customer has there. */
export class UnusableLink extends Error {
  override name = 'UnusableLink'
}

/** The way of the mail that is being filled. */
export const wayOf = new WeakMap<object, LinkWay>()

/** The tag that stands for an address, whose Liquid is `source`. */
export const linkTo = (kind: LinkKind, source: string): string => `{% ${NAME} ${kind} ${Buffer.from(source).toString('base64url')} %}`

/** Addresses of the web, of mail and of telephones; everything else (`javascript:`, `data:`, a relative path) leads nowhere or does harm. */
export const usableUrl = (address: string): URL | null => {
  const url = URL.parse(address.trim())
  if (url === null) return null
  if (url.protocol === 'mailto:' || url.protocol === 'tel:') return url.pathname === '' ? null : url
  return (url.protocol === 'https:' || url.protocol === 'http:') && /^https?:\/\//i.test(address.trim()) ? url : null
}

const NAME = 'rekindle_link'

type Parse = (source: string) => Template[]

export const linkTag = (parse: Parse) =>
  [
    NAME,
    class extends Tag {
      readonly kind: LinkKind
      readonly source: string
      readonly templates: Template[]
      constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
        super(token, remaining, liquid)
        const [kind, encoded = ''] = token.args.trim().split(' ')
        this.kind = kind as LinkKind
        this.source = Buffer.from(encoded, 'base64url').toString('utf8')
        this.templates = parse(this.source)
      }
      *render(context: Context, emitter: Emitter): Generator<unknown, void, string> {
        const address = yield this.liquid.renderer.renderTemplates(this.templates, context)
        emitter.write(linkOf(this.kind, this.source, address, wayOf.get(context)))
      }
    },
  ] as const

const linkOf = (kind: LinkKind, source: string, address: string, way: LinkWay | undefined): string => {
  const isOwn = way?.own.has(address) === true
  const url = isOwn ? null : usableUrl(address)
  if (!isOwn && url === null) {
    throw new UnusableLink(`${source} is a link that no mail may have: only https, http, mailto and tel lead somewhere`)
  }
  const isFollowed = kind !== 'src' && (url?.protocol === 'https:' || url?.protocol === 'http:')
  const there = url === null ? address : isFollowed && way !== undefined ? way.track(url.href) : url.href
  return kind === 'text' ? there : escapedHtml(there)
}
