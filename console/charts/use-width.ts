import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** How wide an element is at this moment, in whole pixels; 0 until it is known. */
export const useWidth = <E extends Element>(): readonly [RefObject<E | null>, number] => {
  const element = useRef<E>(null)
  const [width, setWidth] = useState(0)
  // Before anything is painted: what stands below is not moved by what is drawn once the width is known.
  useLayoutEffect(() => {
    if (element.current === null) return
    setWidth(element.current.clientWidth)
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [])
  return [element, width]
}
