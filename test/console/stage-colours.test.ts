/** The colours of the stages, seen with eyes that lack one of the three kinds of cone. */
import { describe, expect, it } from 'vitest'
import { STAGES } from '../../console/api/types.ts'
import { type Scheme, STAGE_COLOURS } from '../../console/theme/stage-colours.ts'

type Colour = readonly [number, number, number]

/** Machado, Oliveira and Fernandes 2009, at full severity, over linear light. */
const EYES: Readonly<Record<string, readonly Colour[]>> = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no red': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no green': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'no blue': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}
const GROUND: Readonly<Record<Scheme, string>> = { light: '#ffffff', dark: '#221d1a' }
/** In OKLab; 0.02 is just noticeable side by side, 0.1 is another colour at a glance. */
const DISTANCE_MIN = 0.1
/** WCAG 2.2, 1.4.11. */
const CONTRAST_MIN = 3

const linear = (hex: string): Colour => {
  const channel = (from: number): number => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [channel(1), channel(3), channel(5)]
}

const times = (rows: readonly Colour[], [r, g, b]: Colour): Colour => {
  const [x = 0, y = 0, z = 0] = rows.map(([a, c, d]) => Math.max(0, a * r + c * g + d * b))
  return [x, y, z]
}

const okLab = (colour: Colour): Colour => {
  const [l, m, s] = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    colour,
  ).map(Math.cbrt) as unknown as Colour
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

const luminance = ([r, g, b]: Colour): number => 0.2126 * r + 0.7152 * g + 0.0722 * b

const contrast = (a: string, b: string): number => {
  const [dark = 0, light = 0] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

describe.each(['light', 'dark'] as const)('the stages on a %s ground', (scheme) => {
  const colours = STAGES.map((stage) => [stage, STAGE_COLOURS[scheme][stage]] as const)

  it.each(Object.entries(EYES))('stay apart with %s', (_eyes, rows) => {
    const seen = colours.map(([stage, hex]) => [stage, okLab(times(rows, linear(hex)))] as const)
    const tooClose = seen.flatMap(([one, a], index) =>
      seen.slice(index + 1).flatMap(([other, b]) => {
        const distance = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
        return distance < DISTANCE_MIN ? [`${one} and ${other}: ${distance.toFixed(3)}`] : []
      }),
    )
    expect(tooClose).toEqual([])
  })

  it.each(colours)('%s stands out from it', (_stage, hex) => {
    expect(contrast(hex, GROUND[scheme])).toBeGreaterThanOrEqual(CONTRAST_MIN)
  })
})
