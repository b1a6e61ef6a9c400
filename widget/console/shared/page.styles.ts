/** What every page of a section shares: a readable width, a head, its waiting and its failing. */
import { css } from 'lit';

export const pageStyles = css`
  :host {
    display: block;
    height: 100%;
  }
  .page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: var(--fd-4);
    max-width: 1080px;
    min-height: 100%;
    padding: var(--fd-4) var(--fd-6) var(--fd-8);
  }
  .page > header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: var(--fd-1) var(--fd-3);
    min-height: 32px;
  }
  h1 {
    font-size: var(--fd-text-l);
    letter-spacing: -0.01em;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  :is(th, td) {
    height: 32px;
    padding: 0 var(--fd-3) 0 0;
    border-block-end: 1px solid var(--fd-line);
    text-align: start;
  }
  thead th {
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
    font-weight: 500;
  }
  tbody th {
    font-weight: 500;
  }
  small {
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  code {
    padding: 2px 6px;
    border-radius: 4px;
    background: var(--fd-hover);
    font: 12px var(--fd-mono);
  }
  .waiting {
    display: grid;
    gap: var(--fd-3);
    max-width: 640px;
  }
  .skeleton.tall {
    width: 100%;
    height: 240px;
  }
  .page > .blank {
    min-height: 320px;
  }
  @media (max-width: 719px) {
    .page {
      padding-inline: var(--fd-4);
    }
  }
`;
