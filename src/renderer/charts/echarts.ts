import { CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

/** The parts of ECharts that the screens draw with. */
use([LineChart, ScatterChart, CustomChart, GridComponent, CanvasRenderer]);

export { default as VChart } from 'vue-echarts';
