/** Room around what is drawn, px, the same in every chart and band of the tab, so that one moment is one line down the page. */
export const PLOT = { left: 72, top: 14, bottom: 30, height: 220 } as const
/** Right of what is drawn: for the names of thresholds where there are some. */
export const RIGHT = { plain: 12, withThresholds: 118 } as const
