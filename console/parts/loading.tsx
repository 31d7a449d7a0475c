import { Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './loading.module.css'

/** A place kept for what is on its way, as high as it will be. */
export const Loading = ({ heights }: { readonly heights: readonly number[] }): ReactNode => (
  <div className={styles.loading}>
    {heights.map((height, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: places of a fixed order, without a name.
      <Skeleton height={height} key={index} radius="0.875rem" />
    ))}
  </div>
)
