import { describe, expect, it } from 'vitest'
import { formatFor } from './exposition-format.ts'

describe('the format of the metrics', () => {
  it.each([
    [undefined, 'prometheus'],
    ['*/*', 'prometheus'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'prometheus'],
    ['text/plain;version=0.0.4', 'prometheus'],
    ['application/openmetrics-text', 'openmetrics'],
    ['Application/OpenMetrics-Text; version="1.0.0"; charset=utf-8', 'openmetrics'],
    ['application/openmetrics-text;version=7.0.0', 'prometheus'],
    ['application/openmetrics-text;version=1.0.0;q=0', 'prometheus'],
    ['application/openmetrics-text;q=0.3,text/plain;version=0.0.4;q=0.5', 'prometheus'],
    // What Prometheus 2 sends.
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'openmetrics',
    ],
    // What Prometheus 3 sends, which also reads names that are no words.
    [
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
      'openmetrics',
    ],
  ])('for Accept %s is %s', (accept, format) => {
    expect(formatFor(accept)).toBe(format)
  })
})
