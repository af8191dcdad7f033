#include "host/metrics/histogram.h"

const struct histogram_bounds histogram_call_bounds = {
    .list = {{1000, "0.001"},
             {2500, "0.0025"},
             {5000, "0.005"},
             {10000, "0.01"},
             {25000, "0.025"},
             {50000, "0.05"},
             {100000, "0.1"},
             {250000, "0.25"},
             {500000, "0.5"},
             {1000000, "1.0"},
             {2500000, "2.5"},
             {5000000, "5.0"},
             {10000000, "10.0"},
             {30000000, "30.0"},
             {60000000, "60.0"},
             {300000000, "300.0"},
             {900000000, "900.0"}},
    .count = 17,
};

const struct histogram_bounds histogram_start_bounds = {
    .list = {{1000, "0.001"},
             {5000, "0.005"},
             {10000, "0.01"},
             {25000, "0.025"},
             {50000, "0.05"},
             {100000, "0.1"},
             {250000, "0.25"},
             {500000, "0.5"},
             {1000000, "1.0"},
             {2500000, "2.5"},
             {5000000, "5.0"},
             {10000000, "10.0"}},
    .count = 12,
};

void histogram_observe(struct histogram *histogram,
                       const struct histogram_bounds *bounds, int64_t us)
{
    int64_t value = us > 0 ? us : 0;
    size_t at = 0;

    while (at < bounds->count && value > bounds->list[at].us)
        at++;
    histogram->counts[at]++;
    histogram->sum_us += value;
}
