import { css } from 'lit';

export const gapStyles = css`
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: var(--fd-2) var(--fd-4);
  }
  select {
    max-width: 100%;
    height: 32px;
    padding: 0 8px;
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
  }
  .gaps > li,
  .closed > li {
    padding-block: var(--fd-3);
    border-block-end: 1px solid var(--fd-line);
  }
  summary {
    line-height: 1.5;
    overflow-wrap: anywhere;
  }
  summary small {
    display: block;
    padding-block-start: 2px;
  }
  small {
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  h3,
  legend {
    padding: var(--fd-2) 0 0;
    font-weight: 600;
  }
  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .pick {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: var(--fd-2);
    align-items: start;
    max-width: 72ch;
    padding-block: 6px;
    overflow-wrap: anywhere;
  }
  .pick small {
    display: block;
  }
  .actions {
    padding-block-start: var(--fd-2);
  }
  button.long {
    min-width: 0;
    padding-block: 4px;
    white-space: normal;
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--fd-2);
    margin-block-start: var(--fd-3);
    padding: var(--fd-3);
    border-radius: var(--fd-radius-s);
    background: var(--fd-sunken);
  }
  .closed > li {
    display: grid;
    gap: var(--fd-1);
    overflow-wrap: anywhere;
  }
  .closed small {
    display: flex;
    flex-wrap: wrap;
    gap: 2px var(--fd-2);
    align-items: center;
  }
  .measured {
    display: flex;
    flex-wrap: wrap;
    gap: var(--fd-2) var(--fd-4);
    align-items: center;
  }
  svg.bars {
    width: 120px;
    height: 26px;
  }
  .bars .whole {
    fill: var(--fd-hover);
  }
  .bars .before {
    fill: var(--fd-control);
  }
  .bars .since {
    fill: var(--fd-accent);
  }
  @media (max-width: 719px) {
    select,
    .pick {
      min-height: 44px;
    }
    .pick {
      align-items: center;
    }
  }
`;
