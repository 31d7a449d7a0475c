/** What Observable Plot draws, in a `Chart`. Plot weighs 83 kB gzipped: it is fetched with the first drawing that is shown, and not by the overview. */
import { type ReactNode, useEffect, useState } from 'react'
import { useWidth } from './use-width.ts'

/** Colours are variables of the theme (`var(--accent)`) and follow it by themselves. */
export type Canvas = { readonly width: number; readonly height: number }
export type Draw<Data> = (data: Data, canvas: Canvas) => Element

type PlottedProps<Data> = {
  readonly data: Data
  readonly height: number
  /** Fetches the drawing: a module of its own, which alone imports Plot. Stands outside the component, so that it is always the same. */
  readonly fetchDraw: () => Promise<Draw<Data>>
}

export const Plotted = <Data,>({ data, height, fetchDraw }: PlottedProps<Data>): ReactNode => {
  const [draw, setDraw] = useState<Draw<Data> | null>(null)
  const [frame, width] = useWidth<HTMLDivElement>()

  useEffect(() => {
    let isGone = false
    fetchDraw().then(
      (fetched) => isGone || setDraw(() => fetched),
      () => undefined,
    )
    return () => {
      isGone = true
    }
  }, [fetchDraw])

  useEffect(() => {
    if (draw === null || width === 0) return
    frame.current?.replaceChildren(unnamed(draw(data, { width, height })))
  }, [draw, data, frame, width, height])

  return <div ref={frame} style={{ minHeight: height }} />
}

/** Plot calls its groups "rule" and "dot", which says nothing to whoever hears it, and groups may bear no name. The `Chart` has one. */
const unnamed = (drawn: Element): Element => {
  for (const named of drawn.querySelectorAll('g[aria-label]')) named.removeAttribute('aria-label')
  return drawn
}
