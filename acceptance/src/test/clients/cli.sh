# cli.sh AWS HOW ENDPOINT RUNTIME HANDLER ZIP OTHER-ZIP: a function's life through an AWS CLI.
# HOW: "by-flag" gives the endpoint by --endpoint-url, else by environment variable.
set -euo pipefail
program=$1 how=$2 endpoint=$3 runtime=$4 handler=$5 zip=$6 other=$7
name="cli-$how-${runtime%%.*}"
if [[ $how == by-flag ]]; then
  aws() { "$program" --endpoint-url "$endpoint" "$@"; }
else
  export AWS_ENDPOINT_URL=$endpoint
  aws() { "$program" "$@"; }
fi

is() { # WANTED ACTUAL
  [[ $2 == *"$1"* ]] || { echo "wanted: $1"; echo "got: $2"; exit 1; }
}

aws --version
aws lambda create-function --function-name "$name" --runtime "$runtime" --handler "$handler" \
  --role arn:aws:iam::000000000000:role/any --zip-file "fileb://$zip" --timeout 5
aws lambda wait function-active-v2 --function-name "$name"
is '"a": 1' "$(echo '{"a": 1}' | aws lambda invoke --function-name "$name" \
  --payload fileb:///dev/stdin /dev/stdout | sed 's/":1/": 1/')"
is '"LogResult"' "$(echo '{"do":"print","text":"hello"}' | aws lambda invoke --log-type Tail \
  --function-name "$name" --payload fileb:///dev/stdin out.json)"
is 'Unhandled' "$(echo '{"do":"raise"}' | aws lambda invoke --function-name "$name" \
  --payload fileb:///dev/stdin out.json)"
is 'no luck' "$(cat out.json)"
is '202' "$(echo '{"do":"print","text":"later"}' | aws lambda invoke --function-name "$name" \
  --invocation-type Event --payload fileb:///dev/stdin out.json)"
for ((tries = 0; tries < 60; tries++)); do
  found=$(aws logs filter-log-events --log-group-name "/aws/lambda/$name" --filter-pattern later)
  [[ $found == *later* ]] && break
done
is 'later' "$found"
aws lambda publish-version --function-name "$name"
aws lambda create-alias --function-name "$name" --name live --function-version 1
aws lambda update-function-code --function-name "$name" --zip-file "fileb://$other"
aws lambda wait function-updated-v2 --function-name "$name"
is 'second' "$(aws lambda invoke --function-name "$name" /dev/stdout)"
is '"1"' "$(aws lambda invoke --function-name "$name" --qualifier live out.json)"
aws lambda publish-version --function-name "$name"
aws lambda update-alias --function-name "$name" --name live --function-version 2 \
  --routing-config 'AdditionalVersionWeights={1=0.0}'
is 'second' "$(aws lambda invoke --function-name "$name:live" /dev/stdout)"
is 'live' "$(aws lambda list-aliases --function-name "$name" --query 'Aliases[].Name')"
is 'ResourceConflictException' "$(aws lambda delete-function --function-name "$name" \
  --qualifier 1 2>&1 || true)"
aws lambda tag-resource --tags team=blue \
  --resource "arn:aws:lambda:us-east-1:000000000000:function:$name"
is 'blue' "$(aws lambda get-function --function-name "$name" --query Tags.team)"
aws lambda put-function-concurrency --function-name "$name" --reserved-concurrent-executions 0
is 'TooManyRequestsException' "$(AWS_MAX_ATTEMPTS=1 aws lambda invoke --function-name "$name" \
  out.json 2>&1 || true)"
aws lambda delete-function-concurrency --function-name "$name"
is 'TotalCodeSize' "$(aws lambda get-account-settings)"
aws lambda update-function-configuration --function-name "$name" --memory-size 256
aws lambda wait function-updated-v2 --function-name "$name"
is '256' "$(aws lambda get-function --function-name "$name" --query Configuration.MemorySize)"
is "$name" "$(aws lambda list-functions --query 'Functions[].FunctionName')"
is 'hello' "$(aws logs filter-log-events --log-group-name "/aws/lambda/$name" --filter-pattern hello)"
is "/aws/lambda/$name" "$(aws logs describe-log-groups)"
aws lambda delete-function --function-name "$name"
is 'ResourceNotFoundException' "$(aws lambda get-function --function-name "$name" 2>&1 || true)"
echo ALL GOOD
