namespace Airworthy.Core.Statements;

/// <summary>What a person is to the project; it says what a signature is worth.</summary>
public enum Role { Owner, Deputy, DataScientist, MlEngineer, DomainExpert, Reviewer, Privacy, Legal, Operations, Manager }
