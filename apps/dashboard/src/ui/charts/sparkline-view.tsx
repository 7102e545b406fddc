import { sparklinePoints } from '../../format/sparkline.js';
import classes from './sparkline.module.css';

const width = 96;
const height = 22;

/** A small line chart without axes; `label` describes it. */
export function Sparkline({ values, label }: { values: readonly number[] | undefined; label: string }) {
  return (
    <svg
      className={classes['sparkline']}
      width={width}
      height={height + 4}
      viewBox={`0 -2 ${width} ${height + 4}`}
      role="img"
      aria-label={label}
    >
      {values && values.length > 0 && (
        <>
          <polygon
            className={classes['area']}
            points={`0,${height} ${sparklinePoints(values, width, height)} ${width},${height}`}
          />
          <polyline className={classes['line']} points={sparklinePoints(values, width, height)} />
        </>
      )}
    </svg>
  );
}
