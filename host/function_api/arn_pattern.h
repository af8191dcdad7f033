/* arn_pattern.h - any ARN, or nothing: for checks_pattern(), and as AWS shows
 * it. */
#ifndef DAYFLY_HOST_FUNCTION_API_ARN_PATTERN_H
#define DAYFLY_HOST_FUNCTION_API_ARN_PATTERN_H

#define ARN_PATTERN "(arn:(aws[a-zA-Z-]*)?:[a-z0-9.-]+:.*)|()"
#define ARN_SHOWN "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()"

#endif
