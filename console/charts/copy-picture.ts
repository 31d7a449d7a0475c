/** A drawing as a picture one can paste: drawn anew on a canvas, in the colours it has on the page. Asks nobody. */
import { save } from '../parts/save.ts'

const SCALE = 2
const PAD = 20
const TITLE_HEIGHT = 34
const NOTE_HEIGHT = 26

/** What stands over the drawing, and under it; `file` is its name where it has to be saved. */
export type Caption = { readonly title: string; readonly note: string; readonly file: string }

/** Where the browser lets nothing be pasted, the picture is saved instead. */
export const copyPicture = async (drawing: SVGSVGElement, caption: Caption): Promise<'copied' | 'saved'> => {
  const picture = painted(drawing, caption)
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })])
    return 'copied'
  } catch {
    save(caption.file, await picture)
    return 'saved'
  }
}

const painted = async (drawing: SVGSVGElement, { title, note }: Caption): Promise<Blob> => {
  const { width, height } = drawing.getBoundingClientRect()
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standingAlone(drawing, width, height))}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = SCALE * (width + 2 * PAD)
  canvas.height = SCALE * (height + 2 * PAD + TITLE_HEIGHT + NOTE_HEIGHT)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This browser draws on no canvas')
  const { fontFamily } = getComputedStyle(drawing)
  const colour = (name: string): string => getComputedStyle(drawing).getPropertyValue(name)
  context.scale(SCALE, SCALE)
  context.fillStyle = colour('--surface')
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.fillStyle = colour('--ink')
  context.font = `600 16px ${fontFamily}`
  context.fillText(title, PAD, PAD + 14, width)
  context.drawImage(image, PAD, PAD + TITLE_HEIGHT, width, height)
  context.fillStyle = colour('--ink-soft')
  context.font = `12px ${fontFamily}`
  context.fillText(note, PAD, PAD + TITLE_HEIGHT + height + NOTE_HEIGHT - 6, width)
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob === null ? failed(new Error('The canvas is empty')) : done(blob))))
}

/** What a page's styles say of a drawing. As a picture it has none, so it takes along what they came to. */
const KEPT = [
  ...(['fill', 'fill-opacity', 'stroke', 'stroke-opacity', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'opacity'] as const),
  ...(['font-family', 'font-size', 'font-weight', 'font-variant-numeric', 'text-anchor', 'paint-order'] as const),
]

const standingAlone = (drawing: SVGSVGElement, width: number, height: number): string => {
  const copy = drawing.cloneNode(true) as SVGSVGElement
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')]
  for (const [index, original] of [drawing, ...drawing.querySelectorAll<SVGElement>('*')].entries()) {
    const looks = getComputedStyle(original)
    for (const name of KEPT) copies[index]?.style.setProperty(name, looks.getPropertyValue(name))
  }
  copy.setAttribute('width', String(width))
  copy.setAttribute('height', String(height))
  return new XMLSerializer().serializeToString(copy)
}
