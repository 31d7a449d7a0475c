import type { ReactNode } from 'react'

const POINTS_MIN = 19

type SparklineProps = { readonly values: readonly number[]; readonly className?: string | undefined }

/** The course of a number in one stroke, from its zero. It says nothing that is not also written beside it. */
export const Sparkline = ({ values, className }: SparklineProps): ReactNode => {
  const highest = Math.max(1, ...values)
  const points = values.map((value, index) => `${index},${(20 - 18 * (value / highest)).toFixed(2)}`)
  // The first moments begin at the left, and are not stretched over the whole width.
  const last = Math.max(POINTS_MIN, values.length - 1)
  return (
    <svg aria-hidden="true" className={className} preserveAspectRatio="none" viewBox={`0 0 ${last} 21`}>
      {values.length < 2 ? null : (
        <>
          <path d={`M0,21L${points.join('L')}L${values.length - 1},21Z`} fill="currentColor" opacity="0.14" />
          <path
            d={`M${points.join('L')}`}
            fill="none"
            stroke="currentColor"
            strokeLinejoin="round"
            strokeWidth="1.5"
            vectorEffect="non-scaling-stroke"
          />
        </>
      )}
    </svg>
  )
}
