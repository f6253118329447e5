import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { EmptyState } from './EmptyState.tsx'

interface ErrorBoundaryProps {
  readonly children: ReactNode
  /** What could not be drawn, as the operator knows it: "This tab". */
  readonly what: string
}

/** Keeps the rest of the page alive when one part of it cannot be drawn. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly failed: boolean }> {
  override readonly state = { failed: false }

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true }
  }

  override componentDidCatch(error: unknown): void {
    console.error(error)
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <EmptyState
        title={`${this.props.what} could not be drawn`}
        action={<Button onClick={() => this.setState({ failed: false })}>Try again</Button>}
      >
        Watching goes on. If it happens again, reload the page.
      </EmptyState>
    )
  }
}
