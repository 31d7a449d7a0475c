import { Button, type ButtonProps } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import type { Route } from '../../shared/contract/api-roles.ts'
import { useMay } from '../session/me.ts'

type MayButtonProps = ButtonProps & {
  /** What pressing it leads to. */
  readonly route: Route
  readonly onClick: () => void
  readonly 'aria-controls'?: string | undefined
  readonly 'aria-expanded'?: boolean
}

/** A button for who may press it. Everybody else finds it where it is, and is told what it takes. */
export const MayButton = ({ route, onClick, children, ...props }: MayButtonProps): ReactNode => {
  const { may, why } = useMay(route)
  const reason = useId()
  if (may)
    return (
      <Button onClick={onClick} {...props}>
        {children}
      </Button>
    )
  return (
    <>
      <Button aria-describedby={reason} aria-disabled data-disabled title={why} {...props}>
        {children}
      </Button>
      <span className="visually-hidden" id={reason}>
        {why}
      </span>
    </>
  )
}
