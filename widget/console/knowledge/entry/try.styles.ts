/** Trying a question in the narrow column beside an entry. */
import { css } from 'lit';

export const besideStyles = css`
  :host,
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--fd-2);
  }
  .result {
    grid-template-columns: minmax(0, 1fr);
    gap: var(--fd-4);
  }
  .answer {
    font-size: var(--fd-text-s);
  }
  @media (max-width: 719px) {
    form button {
      min-height: 44px;
    }
  }
`;
